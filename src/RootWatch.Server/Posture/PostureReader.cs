using RootWatch.Aws;
using RootWatch.Aws.Account;
using RootWatch.Aws.Iam;
using RootWatch.Detection.Posture;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Posture;

/// <summary>Reads all facts of one account, one call after the other. What one call does not give, the others still do.</summary>
internal static class PostureReader
{
    private static readonly TimeSpan ReportLife = TimeSpan.FromHours(4);
    private static readonly TimeSpan ReportWait = TimeSpan.FromSeconds(5);
    private const int ReportTriesMax = 12;

    /// <param name="regions">Those that are enabled; null if that is not known.</param>
    /// <param name="before">What was read the last time.</param>
    public static async Task<PostureFacts> Read(
        PostureCalls calls, AccountRegistration account, IReadOnlyList<string>? regions, PostureFacts? before, CancellationToken stop)
    {
        string home = account.HomeRegion();
        AwsClients aws = calls.Clients;
        string partition = account.Partition();

        var facts = new PostureFacts { AccountId = account.AccountId, Partition = partition };
        facts = facts with
        {
            Summary = calls.FactOf(await calls.AskIam((session, token) => aws.Iam.GetAccountSummaryAsync(session, home, token), stop), before?.Summary, SummaryOf),
            VirtualMfa = calls.FactOf(await calls.AskIam((session, pages, token) => aws.Iam.ListVirtualMfaDevicesAsync(session, home, token, pages), stop), before?.VirtualMfa,
                answer => (IReadOnlyList<VirtualMfa>)[.. answer.VirtualMfaDevices.Select(device => new VirtualMfa(device.SerialNumber, device.UserArn))]),
            PasswordPolicy = calls.FactOf(await calls.AskIam((session, token) => aws.Iam.GetAccountPasswordPolicyAsync(session, home, token), stop), before?.PasswordPolicy,
                answer => RulesOf(answer.PasswordPolicy)),
            Credentials = calls.FactOf(await Report(calls, home, stop), before?.Credentials, CredentialsOf),
            CentralRoot = calls.FactOf(await calls.AskIam((session, token) => aws.Iam.ListOrganizationsFeaturesAsync(session, home, token), stop), before?.CentralRoot, CentralOf),
            SupportRoles = calls.FactOf(
                await calls.AskIam((session, token) => aws.Iam.ListEntitiesForPolicyAsync($"arn:{partition}:iam::aws:policy/AWSSupportAccess", session, home, token), stop),
                before?.SupportRoles, answer => answer.PolicyRoles),
            BillingContact = await ContactOf(calls, AlternateContactType.Billing, home, before?.BillingContact, stop),
            OperationsContact = await ContactOf(calls, AlternateContactType.Operations, home, before?.OperationsContact, stop),
            SecurityContact = await ContactOf(calls, AlternateContactType.Security, home, before?.SecurityContact, stop),
            PrimaryEmail = calls.IsDenied(before?.PrimaryEmail)
                ? before!.PrimaryEmail
                : calls.FactOf(await calls.Ask((session, token) => aws.Account.GetPrimaryEmailAsync(account.AccountId, session, home, token), stop), before?.PrimaryEmail, answer => answer.PrimaryEmail),
            Organization = calls.FactOf(await calls.Ask((session, token) => aws.Organizations.DescribeOrganizationAsync(session, home, token), stop), before?.Organization,
                answer => answer.Organization is { Id: not null, MasterAccountId: not null } found ? new OrganizationMembership(found.Id, found.MasterAccountId, found.FeatureSet == "ALL") : null),
            Trails = await TrailReader.Read(calls, home, before?.Trails, stop),
        };
        facts = await MonitoringRoleReader.Read(calls, account, facts, before, stop);
        facts = facts with { ControlPolicies = await ControlPolicyWalk.Read(calls, account, facts, before?.ControlPolicies, stop) };
        return regions is null ? facts : facts with
        {
            Regions = Fact.Known(regions, calls.Time.GetUtcNow()),
            Services = await RegionReader.Read(calls, regions, before?.Services ?? facts.Services, stop),
        };
    }

    private static RootSummary? SummaryOf(GetAccountSummaryResponse answer) => new(
        answer.SummaryMap["AccountMFAEnabled"] == 1,
        answer.SummaryMap["AccountAccessKeysPresent"],
        answer.SummaryMap.TryGetValue("AccountSigningCertificatesPresent", out int certificates) ? certificates : null,
        answer.SummaryMap.TryGetValue("AccountPasswordPresent", out int password) ? password == 1 : null);

    private static PasswordRules? RulesOf(PasswordPolicy? policy) => policy is null ? null : new PasswordRules
    {
        MinimumLength = policy.MinimumPasswordLength,
        RequiresUppercase = policy.RequireUppercaseCharacters,
        RequiresLowercase = policy.RequireLowercaseCharacters,
        RequiresNumbers = policy.RequireNumbers,
        RequiresSymbols = policy.RequireSymbols,
        AgeMax = policy.ExpirePasswords ? policy.MaxPasswordAge : null,
        ReusePrevention = policy.PasswordReusePrevention,
    };

    private static CentralRootAccess? CentralOf(ListOrganizationsFeaturesResponse answer) => answer switch
    {
        { EnabledFeatures: { } features } => new CentralRootAccess(true, features),
        // The organization has not switched IAM's part on, which only its management account is told.
        { Absence: { } code } when code.StartsWith("ServiceAccessNotEnabled", StringComparison.Ordinal) || code.StartsWith("OrganizationNotInAllFeatures", StringComparison.Ordinal) =>
            new CentralRootAccess(true, []),
        _ => new CentralRootAccess(false, []),
    };

    private static RootCredentials? CredentialsOf(GetCredentialReportResponse answer) => answer.Report is not { } report ? null : new RootCredentials(report.GeneratedTime)
    {
        PasswordLastUsed = report.PasswordLastUsed,
        PasswordLastChanged = report.PasswordLastChanged,
        AccessKey1LastUsed = report.AccessKey1LastUsed,
        AccessKey2LastUsed = report.AccessKey2LastUsed,
        Certificate1Active = report.Cert1Active,
        Certificate2Active = report.Cert2Active,
    };

    private static async Task<Fact<Contact>> ContactOf(PostureCalls calls, AlternateContactType type, string home, Fact<Contact>? before, CancellationToken stop) =>
        calls.FactOf(await calls.Ask((session, token) => calls.Clients.Account.GetAlternateContactAsync(type, session, home, token), stop), before,
            answer => answer.AlternateContact is { } contact ? new Contact(contact.EmailAddress ?? "") : null);

    /// <summary>A report that is younger than four hours is taken as it is: AWS makes no newer one before.</summary>
    private static async Task<(GetCredentialReportResponse? Value, AwsFailure? Failure)> Report(PostureCalls calls, string home, CancellationToken stop)
    {
        for (int tries = 0; ; tries++)
        {
            var (found, failure) = await calls.AskIam((session, token) => calls.Clients.Iam.GetCredentialReportAsync(session, home, token), stop);
            bool isUsable = found?.Report is { } report && (tries > 0 || calls.Time.GetUtcNow() - report.GeneratedTime < ReportLife);
            if (failure is not null || isUsable)
            {
                return (found, failure);
            }

            if (tries == 0)
            {
                (_, failure) = await calls.AskIam((session, token) => calls.Clients.Iam.GenerateCredentialReportAsync(session, home, token), stop);
                if (failure is not null)
                {
                    return (null, failure);
                }
            }
            else if (tries == ReportTriesMax)
            {
                return (null, new AwsFailure(AwsFailureReason.ServerError, "iam", "GetCredentialReport", home, found?.Absence, "AWS has not made the report in time."));
            }

            await Task.Delay(ReportWait, calls.Time, stop);
        }
    }
}
