# In each watched account, in each region that has events: the same as ../../push-rule.yaml. Needs a trail that logs
# management events in the account.

variable "bus_arn" {
  description = "The output bus_arn of ../push-queue."
  type        = string
}

data "aws_caller_identity" "current" {}

resource "aws_cloudwatch_event_rule" "push" {
  name        = "rootwatch-push"
  description = "What root did, to RootWatch."
  state       = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" # the plain ENABLED would leave out what root only reads

  event_pattern = <<-JSON
    {"source": [{"prefix": "aws."}], "detail": {"userIdentity": {"type": ["Root"]}}}
  JSON
}

resource "aws_cloudwatch_event_target" "bus" {
  rule      = aws_cloudwatch_event_rule.push.name
  target_id = "bus"
  arn       = var.bus_arn
  role_arn  = aws_iam_role.sender.arn
}

data "aws_iam_policy_document" "events_assume" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.current.account_id]
    }
  }
}

data "aws_iam_policy_document" "send" {
  statement {
    actions   = ["events:PutEvents"]
    resources = [var.bus_arn]
  }
}

# A prefix: each region's role has a name of its own.
resource "aws_iam_role" "sender" {
  name_prefix        = "rootwatch-push-"
  description        = "Lets EventBridge send root's events to RootWatch."
  assume_role_policy = data.aws_iam_policy_document.events_assume.json
}

resource "aws_iam_role_policy" "send" {
  name   = "SendToBus"
  role   = aws_iam_role.sender.id
  policy = data.aws_iam_policy_document.send.json
}
