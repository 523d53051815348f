# In each watched account: the same as ../../rootwatch-role.yaml.

variable "watcher_arn" {
  description = "ARN of the IAM role or user that the RootWatch server runs as. Not an account root."
  type        = string

  validation {
    condition     = can(regex("^arn:aws[a-z-]*:iam::[0-9]{12}:(role|user)/.+$", var.watcher_arn))
    error_message = "It must be the ARN of a role or a user."
  }
}

variable "external_id" {
  description = "The externalId of this account in accounts.yaml, made by the provider and unique to the account."
  type        = string
  sensitive   = true

  validation {
    condition     = can(regex("^[A-Za-z0-9+=,.@:/_-]{10,1224}$", var.external_id))
    error_message = "It must have 10 to 1224 letters, digits and characters of +=,.@:/_-."
  }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]

    principals {
      type        = "AWS"
      identifiers = [var.watcher_arn]
    }

    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.external_id]
    }
  }
}

data "aws_iam_policy_document" "read" {
  statement {
    actions = [
      "cloudtrail:LookupEvents",
      "cloudtrail:DescribeTrails",
      "cloudtrail:GetTrailStatus",
      "cloudtrail:GetEventSelectors",
      "account:ListRegions",
      "account:GetAlternateContact",
      "account:GetContactInformation",
      "account:GetPrimaryEmail",
      "iam:ListAccountAliases",
      "iam:GetAccountSummary",
      "iam:GenerateCredentialReport",
      "iam:GetCredentialReport",
      "iam:ListVirtualMFADevices",
      "iam:GetAccountPasswordPolicy",
      "iam:ListOrganizationsFeatures",
      "iam:ListEntitiesForPolicy",
      "iam:GetRole",
      "iam:ListRolePolicies",
      "iam:GetRolePolicy",
      "iam:ListAttachedRolePolicies",
      "organizations:DescribeOrganization",
      "organizations:ListAccounts",
      "organizations:ListRoots",
      "organizations:ListOrganizationalUnitsForParent",
      "organizations:ListAccountsForParent",
      "organizations:ListTagsForResource",
      "organizations:ListPoliciesForTarget",
      "organizations:DescribePolicy",
      "organizations:ListParents",
      "guardduty:ListDetectors",
      "guardduty:GetDetector",
      "config:DescribeConfigurationRecorderStatus",
      "securityhub:DescribeHub",
      "s3:GetBucketLocation",
      "s3:GetBucketPublicAccessBlock",
      "s3:GetBucketPolicyStatus",
      "s3:GetBucketAcl",
    ]
    resources = ["*"]
  }
}

resource "aws_iam_role" "rootwatch" {
  name                 = "RootWatch"
  description          = "Lets RootWatch read what the root user of this account did."
  max_session_duration = 3600
  assume_role_policy   = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "read" {
  name   = "RootWatchRead"
  role   = aws_iam_role.rootwatch.id
  policy = data.aws_iam_policy_document.read.json
}

output "role_arn" {
  description = "Goes into accounts.yaml as roleArn."
  value       = aws_iam_role.rootwatch.arn
}
