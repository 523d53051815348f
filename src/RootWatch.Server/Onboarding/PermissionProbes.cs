using RootWatch.Aws;
using RootWatch.Aws.Account;
using RootWatch.Aws.CloudTrail;

namespace RootWatch.Server.Onboarding;

/// <summary>
/// One call for each action that a role must allow. What it names need not be there: AWS says whether the call is allowed
/// before it looks.
/// </summary>
internal static class PermissionProbes
{
    private const string NoDetector = "00000000000000000000000000000000";
    private const string NoName = "rootwatch-verify";
    private const string NoPolicy = "p-00000000";
    private const string NoUnit = "ou-0000-00000000";
    private const string NoBucket = "rootwatch-verify-no-such-bucket";

    private delegate Task<AwsFailure?> Probe(VerificationRun run, CancellationToken stop);

    private static readonly Dictionary<string, Probe> Probes = new(StringComparer.Ordinal)
    {
        ["cloudtrail:LookupEvents"] = Of((run, session, stop) => run.Aws.CloudTrail.LookupEventsAsync(LastMinute(run), session, run.Home, stop)),
        ["cloudtrail:DescribeTrails"] = Of((run, session, stop) => run.Aws.CloudTrail.DescribeTrailsAsync(session, run.Home, stop)),
        ["cloudtrail:GetTrailStatus"] = Of((run, session, stop) => run.Aws.CloudTrail.GetTrailStatusAsync(NoName, session, run.Home, stop)),
        ["cloudtrail:GetEventSelectors"] = Of((run, session, stop) => run.Aws.CloudTrail.GetEventSelectorsAsync(NoName, session, run.Home, stop)),
        ["account:ListRegions"] = Of((run, session, stop) => run.Aws.Account.ListRegionsAsync(session, run.Home, stop)),
        ["account:GetAlternateContact"] = Of((run, session, stop) => run.Aws.Account.GetAlternateContactAsync(AlternateContactType.Security, session, run.Home, stop)),
        ["account:GetContactInformation"] = Of((run, session, stop) => run.Aws.Account.GetContactInformationAsync(session, run.Home, stop)),
        ["account:GetPrimaryEmail"] = Of((run, session, stop) => run.Aws.Account.GetPrimaryEmailAsync(run.Account.AccountId, session, run.Home, stop)),
        ["iam:ListAccountAliases"] = Iam((run, session, stop) => run.Aws.Iam.ListAccountAliasesAsync(session, run.Home, stop)),
        ["iam:GetAccountSummary"] = Iam((run, session, stop) => run.Aws.Iam.GetAccountSummaryAsync(session, run.Home, stop)),
        ["iam:GenerateCredentialReport"] = Iam((run, session, stop) => run.Aws.Iam.GenerateCredentialReportAsync(session, run.Home, stop)),
        ["iam:GetCredentialReport"] = Iam((run, session, stop) => run.Aws.Iam.GetCredentialReportAsync(session, run.Home, stop)),
        ["iam:ListVirtualMFADevices"] = async (run, stop) => (await run.Calls.AskIam((session, pages, token) => run.Aws.Iam.ListVirtualMfaDevicesAsync(session, run.Home, token, pages), stop)).Failure,
        ["iam:GetAccountPasswordPolicy"] = Iam((run, session, stop) => run.Aws.Iam.GetAccountPasswordPolicyAsync(session, run.Home, stop)),
        ["iam:ListOrganizationsFeatures"] = Iam((run, session, stop) => run.Aws.Iam.ListOrganizationsFeaturesAsync(session, run.Home, stop)),
        ["iam:ListEntitiesForPolicy"] = Iam((run, session, stop) =>
            run.Aws.Iam.ListEntitiesForPolicyAsync($"arn:{run.Partition}:iam::aws:policy/AWSSupportAccess", session, run.Home, stop)),
        ["iam:GetRole"] = Iam((run, session, stop) => run.Aws.Iam.GetRoleAsync(run.RoleName, session, run.Home, stop)),
        ["iam:ListRolePolicies"] = Iam((run, session, stop) => run.Aws.Iam.ListRolePoliciesAsync(run.RoleName, session, run.Home, stop)),
        ["iam:GetRolePolicy"] = Iam((run, session, stop) => run.Aws.Iam.GetRolePolicyAsync(run.RoleName, NoName, session, run.Home, stop)),
        ["iam:ListAttachedRolePolicies"] = Iam((run, session, stop) => run.Aws.Iam.ListAttachedRolePoliciesAsync(run.RoleName, session, run.Home, stop)),
        ["organizations:DescribeOrganization"] = Organization,
        ["organizations:ListAccounts"] = async (run, stop) => (await run.Calls.Ask((session, pages, token) => run.Aws.Organizations.ListAccountsAsync(session, run.Home, token, pages), null, stop)).Failure,
        ["organizations:ListRoots"] = Of((run, session, stop) => run.Aws.Organizations.ListRootsAsync(session, run.Home, stop)),
        ["organizations:ListOrganizationalUnitsForParent"] = Of((run, session, stop) => run.Aws.Organizations.ListOrganizationalUnitsForParentAsync(NoUnit, session, run.Home, stop)),
        ["organizations:ListAccountsForParent"] = Of((run, session, stop) => run.Aws.Organizations.ListAccountsForParentAsync(NoUnit, session, run.Home, stop)),
        ["organizations:ListTagsForResource"] = Of((run, session, stop) => run.Aws.Organizations.ListTagsForResourceAsync(run.Account.AccountId, session, run.Home, stop)),
        ["organizations:ListPoliciesForTarget"] = Of((run, session, stop) => run.Aws.Organizations.ListPoliciesForTargetAsync(run.Account.AccountId, session, run.Home, stop)),
        ["organizations:DescribePolicy"] = Of((run, session, stop) => run.Aws.Organizations.DescribePolicyAsync(NoPolicy, session, run.Home, stop)),
        ["organizations:ListParents"] = Of((run, session, stop) => run.Aws.Organizations.ListParentsAsync(run.Account.AccountId, session, run.Home, stop)),
        ["guardduty:ListDetectors"] = Of((run, session, stop) => run.Aws.GuardDuty.ListDetectorsAsync(session, run.Home, stop)),
        ["guardduty:GetDetector"] = Of((run, session, stop) => run.Aws.GuardDuty.GetDetectorAsync(NoDetector, session, run.Home, stop)),
        ["config:DescribeConfigurationRecorderStatus"] = Of((run, session, stop) => run.Aws.Config.DescribeConfigurationRecorderStatusAsync(session, run.Home, stop)),
        ["s3:GetBucketLocation"] = Of((run, session, stop) => run.Aws.S3.GetBucketLocationAsync(NoBucket, session, run.Home, stop)),
        ["s3:GetBucketPublicAccessBlock"] = Of((run, session, stop) => run.Aws.S3.GetBucketPublicAccessBlockAsync(NoBucket, session, run.Home, stop)),
        ["s3:GetBucketPolicyStatus"] = Of((run, session, stop) => run.Aws.S3.GetBucketPolicyStatusAsync(NoBucket, session, run.Home, stop)),
        ["s3:GetBucketAcl"] = Of((run, session, stop) => run.Aws.S3.GetBucketAclAsync(NoBucket, session, run.Home, stop)),
        ["securityhub:DescribeHub"] = Of((run, session, stop) => run.Aws.SecurityHub.DescribeHubAsync(session, run.Home, stop)),
    };

    /// <summary>The actions that are tried: each that <see cref="AwsPermissions"/> lists.</summary>
    public static IReadOnlyCollection<string> Actions => Probes.Keys;

    /// <summary>
    /// These are answered to the organization's management account and its delegates only, and GetPrimaryEmail to them of
    /// their members only. Others are denied them whatever their role allows, partly in the very words of a policy's denial.
    /// Of buckets, S3 tells nobody but their owners.
    /// </summary>
    public static bool MayBeDeniedAnyway(VerificationRun run, string action) => action switch
    {
        "account:GetPrimaryEmail" => true,
        // Somebody else may have made a bucket of that name.
        _ when action.StartsWith("s3:", StringComparison.Ordinal) => true,
        "organizations:DescribeOrganization" => false,
        _ when action.StartsWith("organizations:", StringComparison.Ordinal) => run.ManagementAccountId != run.Account.AccountId,
        _ => false,
    };

    /// <summary>What came of each action; null: an answer. Those of IAM wait for their turn, the others go on meanwhile.</summary>
    public static async Task<IReadOnlyDictionary<string, AwsFailure?>> TryAll(VerificationRun run, CancellationToken stop)
    {
        var halves = await Task.WhenAll(Probes.ToLookup(probe => probe.Key.StartsWith("iam:", StringComparison.Ordinal)).Select(async half =>
        {
            Dictionary<string, AwsFailure?> found = new(StringComparer.Ordinal);
            foreach ((string action, Probe probe) in half)
            {
                found[action] = await probe(run, stop);
            }

            return found;
        }));
        return halves.SelectMany(half => half).ToDictionary(StringComparer.Ordinal);
    }

    private static async Task<AwsFailure?> Organization(VerificationRun run, CancellationToken stop)
    {
        var (found, failure) = await run.Calls.Ask((session, token) => run.Aws.Organizations.DescribeOrganizationAsync(session, run.Home, token), stop);
        run.ManagementAccountId = found?.Organization?.MasterAccountId;
        return failure;
    }

    private static Probe Of<T>(Func<VerificationRun, AwsSession, CancellationToken, Task<AwsOutcome<T>>> call)
        where T : class =>
        async (run, stop) => (await run.Calls.Ask((session, token) => call(run, session, token), stop)).Failure;

    private static Probe Iam<T>(Func<VerificationRun, AwsSession, CancellationToken, Task<AwsOutcome<T>>> call)
        where T : class =>
        async (run, stop) => (await run.Calls.AskIam((session, token) => call(run, session, token), stop)).Failure;

    private static LookupEventsRequest LastMinute(VerificationRun run) => new()
    {
        LookupAttribute = new LookupAttribute("Username", "root"),
        StartTime = run.Now.AddMinutes(-1),
        EndTime = run.Now,
        MaxResults = 1,
    };
}
