using RootWatch.AwsSimulator.Account;
using RootWatch.AwsSimulator.CloudTrail;
using RootWatch.AwsSimulator.Config;
using RootWatch.AwsSimulator.GuardDuty;
using RootWatch.AwsSimulator.Iam;
using RootWatch.AwsSimulator.Organizations;
using RootWatch.AwsSimulator.S3;
using RootWatch.AwsSimulator.SecurityHub;
using RootWatch.AwsSimulator.Sqs;
using RootWatch.AwsSimulator.Sts;

namespace RootWatch.AwsSimulator.Wire;

/// <summary>Everything that this AWS can do.</summary>
internal static class AwsOperations
{
    public static readonly IReadOnlyList<AwsOperation> All =
    [
        new AssumeRole(),
        new GetCallerIdentity(),
        new ListRegions(),
        new GetAlternateContact(),
        new GetContactInformation(),
        new GetPrimaryEmail(),
        new ListAccountAliases(),
        new GetAccountSummary(),
        new GenerateCredentialReport(),
        new GetCredentialReport(),
        new ListVirtualMfaDevices(),
        new GetAccountPasswordPolicy(),
        new ListOrganizationsFeatures(),
        new ListEntitiesForPolicy(),
        new GetRole(),
        new ListRolePolicies(),
        new GetRolePolicy(),
        new ListAttachedRolePolicies(),
        new DescribeOrganization(),
        new ListAccounts(),
        new ListAccountsForParent(),
        new ListOrganizationalUnitsForParent(),
        new ListRoots(),
        new ListTagsForResource(),
        new ListParents(),
        new ListPoliciesForTarget(),
        new DescribePolicy(),
        new LookupEvents(),
        new DescribeTrails(),
        new GetTrailStatus(),
        new GetEventSelectors(),
        new ListDetectors(),
        new GetDetector(),
        new DescribeConfigurationRecorderStatus(),
        new DescribeHub(),
        new GetBucketLocation(),
        new GetBucketPublicAccessBlock(),
        new GetBucketPolicyStatus(),
        new GetBucketAcl(),
        new ReceiveMessage(),
        new DeleteMessage(),
        new DeleteMessageBatch(),
        new ChangeMessageVisibility(),
        new GetQueueAttributes(),
    ];
}
