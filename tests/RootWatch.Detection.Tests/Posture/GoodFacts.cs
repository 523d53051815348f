using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture;

/// <summary>An account whose posture leaves nothing to wish for, read a minute ago.</summary>
internal static class GoodFacts
{
    public const string AccountId = "111122223333";
    public const string ManagementId = "444455556666";

    public static readonly DateTimeOffset Now = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset ReadAt = Now.AddMinutes(-1);

    public static readonly TrailFacts Trail = new()
    {
        Arn = "arn:aws:cloudtrail:us-east-1:111122223333:trail/all",
        HomeRegion = "us-east-1",
        IsMultiRegion = true,
        HasLogValidation = true,
        HasGlobalEvents = true,
        KmsKeyId = "arn:aws:kms:us-east-1:111122223333:key/k",
        LogGroupArn = "arn:aws:logs:us-east-1:111122223333:log-group:t:*",
        Bucket = "trail-logs",
        Delivery = Known(new TrailDelivery(true, ReadAt.AddMinutes(-5), null)),
        Coverage = Known(new TrailCoverage(true, true, [])),
        BucketAccess = Known(new BucketAccess(false)),
    };

    public static readonly RegionServices Services = new()
    {
        Config = Known(new ConfigRecording(true, false)),
        GuardDuty = Known(new GuardDutyState(true)),
        SecurityHub = Known(new SecurityHubState("arn:aws:securityhub:us-east-1:111122223333:hub/default")),
    };

    public static readonly PasswordRules Passwords = new()
    {
        MinimumLength = 14,
        RequiresUppercase = true,
        RequiresLowercase = true,
        RequiresNumbers = true,
        RequiresSymbols = true,
        AgeMax = 90,
        ReusePrevention = 24,
    };

    public static readonly MonitoringRoleFacts Role = new(true, ["arn:aws:iam::999999999999:user/rootwatch"], [], "f1", "f1");

    public static PostureFacts All { get; } = new()
    {
        AccountId = AccountId,
        Summary = Known(new RootSummary(true, 0, 0, true)),
        Credentials = Known(new RootCredentials(Now.AddHours(-2)) { PasswordLastUsed = Now.AddDays(-200) }),
        VirtualMfa = Known<IReadOnlyList<VirtualMfa>>([]),
        PasswordPolicy = Known(Passwords),
        BillingContact = Known(new Contact("billing@acme.example")),
        OperationsContact = Known(new Contact("operations@acme.example")),
        SecurityContact = Known(new Contact("security@acme.example")),
        PrimaryEmail = Known("aws-root@acme.example"),
        Organization = Known(new OrganizationMembership("o-1", ManagementId, true)),
        CentralRoot = Known(new CentralRootAccess(true, ["RootCredentialsManagement", "RootSessions"])),
        ControlPolicies = Known<IReadOnlyList<ControlPolicy>>([new ControlPolicy("p-full", "r-1", false), new ControlPolicy("p-root", "r-1", true)]),
        Trails = Known<IReadOnlyList<TrailFacts>>([Trail]),
        Regions = Known<IReadOnlyList<string>>(["eu-west-1", "us-east-1"]),
        Services = new Dictionary<string, RegionServices> { ["eu-west-1"] = Services, ["us-east-1"] = Services },
        SupportRoles = Known<IReadOnlyList<string>>(["Support"]),
        MonitoringRole = Known(Role),
        Watch = Known(new OwnWatch(ReadAt, true)),
        Attestations = [.. AttestationSubjects.All.Select(subject => new Attestation(subject, "alice", Now.AddDays(-30), Now.AddDays(300)))],
    };

    public static PostureFacts Denied { get; } = new()
    {
        AccountId = AccountId,
        Summary = No<RootSummary>(),
        Credentials = No<RootCredentials>(),
        VirtualMfa = No<IReadOnlyList<VirtualMfa>>(),
        PasswordPolicy = No<PasswordRules>(),
        BillingContact = No<Contact>(),
        OperationsContact = No<Contact>(),
        SecurityContact = No<Contact>(),
        PrimaryEmail = No<string>(),
        Organization = No<OrganizationMembership>(),
        CentralRoot = No<CentralRootAccess>(),
        ControlPolicies = No<IReadOnlyList<ControlPolicy>>(),
        Trails = No<IReadOnlyList<TrailFacts>>(),
        Regions = No<IReadOnlyList<string>>(),
        SupportRoles = No<IReadOnlyList<string>>(),
        MonitoringRole = No<MonitoringRoleFacts>(),
        Watch = No<OwnWatch>(),
    };

    public static Fact<T> Known<T>(T? value)
        where T : class =>
        Fact.Known(value, ReadAt);

    public static Fact<T> No<T>()
        where T : class =>
        Fact.NotKnown<T>("denied: not authorized", ReadAt);

    public static PostureFacts With(this PostureFacts facts, TrailFacts trail) => facts with { Trails = Known<IReadOnlyList<TrailFacts>>([trail]) };

    public static PostureFacts WithRegion(this PostureFacts facts, Func<RegionServices, RegionServices> change) =>
        facts with { Services = new Dictionary<string, RegionServices>(facts.Services) { ["eu-west-1"] = change(Services) } };

    public static PostureFacts WithSummary(this PostureFacts facts, bool mfa = true, int keys = 0, int certificates = 0, bool? password = true) =>
        facts with { Summary = Known(new RootSummary(mfa, keys, certificates, password)) };
}
