namespace RootWatch.Aws;

/// <summary>
/// What a customer's role must allow: every call that we can make with it, and nothing else. This is the one list: sessions
/// are narrowed to it, and <c>rootwatch policy print</c> makes each role from it. A test compares it with what the clients
/// can call, both ways.
/// </summary>
public static class AwsPermissions
{
    /// <summary>As policies spell them: <c>cloudtrail:LookupEvents</c>.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
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
    ];

    /// <summary>A policy document that allows them and nothing else; a session policy may have 2048 characters.</summary>
    public static string Policy { get; } =
        $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[{{string.Join(',', All.Select(action => $"\"{action}\""))}}],"Resource":"*"}]}""";
}
