# Once, in the account and region where RootWatch gets its events: the same as ../../push-queue.yaml.

variable "organization_id" {
  description = "Accounts of this AWS organisation may send. Null: those of account_ids."
  type        = string
  default     = null
}

variable "account_ids" {
  description = "Accounts that may send if there is no organisation."
  type        = list(string)
  default     = []
}

resource "aws_cloudwatch_event_bus" "push" {
  name = "rootwatch-push"
}

data "aws_iam_policy_document" "bus" {
  statement {
    sid       = "WatchedAccountsSend"
    actions   = ["events:PutEvents"]
    resources = [aws_cloudwatch_event_bus.push.arn]

    principals {
      type        = var.organization_id == null ? "AWS" : "*"
      identifiers = var.organization_id == null ? var.account_ids : ["*"]
    }

    dynamic "condition" {
      for_each = var.organization_id == null ? [] : [var.organization_id]

      content {
        test     = "StringEquals"
        variable = "aws:PrincipalOrgID"
        values   = [condition.value]
      }
    }
  }
}

resource "aws_cloudwatch_event_bus_policy" "push" {
  event_bus_name = aws_cloudwatch_event_bus.push.name
  policy         = data.aws_iam_policy_document.bus.json
}

# The source is asked for again here: whoever may send to the bus may send events of his own making, but none whose
# source begins with "aws.".
resource "aws_cloudwatch_event_rule" "push" {
  name           = "rootwatch-push"
  description    = "What root did, into RootWatch's queue."
  event_bus_name = aws_cloudwatch_event_bus.push.name
  state          = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" # on a bus of one's own, too, the plain ENABLED would leave out what root only reads

  event_pattern = <<-JSON
    {"source": [{"prefix": "aws."}], "detail": {"userIdentity": {"type": ["Root"]}}}
  JSON
}

resource "aws_cloudwatch_event_target" "queue" {
  rule           = aws_cloudwatch_event_rule.push.name
  event_bus_name = aws_cloudwatch_event_bus.push.name
  target_id      = "queue"
  arn            = aws_sqs_queue.push.arn
}

resource "aws_sqs_queue" "push" {
  name                       = "rootwatch-push"
  sqs_managed_sse_enabled    = true
  message_retention_seconds  = 86400 # polls bring what is older than this anyway
  visibility_timeout_seconds = 90

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.dead.arn
    maxReceiveCount     = 20
  })
}

resource "aws_sqs_queue" "dead" {
  name                      = "rootwatch-push-dead"
  sqs_managed_sse_enabled   = true
  message_retention_seconds = 1209600
}

data "aws_iam_policy_document" "queue" {
  statement {
    sid       = "OnlyTheRuleSends"
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.push.arn]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com"]
    }

    condition {
      test     = "ArnEquals"
      variable = "aws:SourceArn"
      values   = [aws_cloudwatch_event_rule.push.arn]
    }
  }

  statement {
    sid       = "OnlyOverTls"
    effect    = "Deny"
    actions   = ["sqs:*"]
    resources = [aws_sqs_queue.push.arn]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_sqs_queue_policy" "push" {
  queue_url = aws_sqs_queue.push.url
  policy    = data.aws_iam_policy_document.queue.json
}

data "aws_iam_policy_document" "receive" {
  statement {
    actions   = ["sqs:ReceiveMessage", "sqs:DeleteMessage"]
    resources = [aws_sqs_queue.push.arn]
  }
}

resource "aws_iam_policy" "receive" {
  name_prefix = "rootwatch-push-receive-"
  description = "For the role or user that the RootWatch server runs as."
  policy      = data.aws_iam_policy_document.receive.json
}

output "queue_url" {
  description = "For --push-queue-url."
  value       = aws_sqs_queue.push.url
}

output "bus_arn" {
  description = "For bus_arn of ../push-rule."
  value       = aws_cloudwatch_event_bus.push.arn
}

output "receive_policy_arn" {
  description = "To be attached to what the RootWatch server runs as."
  value       = aws_iam_policy.receive.arn
}
