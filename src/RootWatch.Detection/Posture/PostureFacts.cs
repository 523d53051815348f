namespace RootWatch.Detection.Posture;

/// <summary>What was read of an account's posture, each part with its own time. Serialised as JSON: members may be added.</summary>
public sealed record PostureFacts
{
    public required string AccountId { get; init; }

    /// <summary><c>aws</c>, <c>aws-us-gov</c>, …</summary>
    public string Partition { get; init; } = "aws";

    /// <summary>From GetAccountSummary: live.</summary>
    public Fact<RootSummary> Summary { get; init; } = Fact.NotAsked<RootSummary>();

    /// <summary>From the credential report: up to four hours old.</summary>
    public Fact<RootCredentials> Credentials { get; init; } = Fact.NotAsked<RootCredentials>();

    /// <summary>Every assigned virtual MFA device of the account, root's and others'.</summary>
    public Fact<IReadOnlyList<VirtualMfa>> VirtualMfa { get; init; } = Fact.NotAsked<IReadOnlyList<VirtualMfa>>();

    /// <summary>Serials of all of root's MFA devices; only an audit session of the management account can tell.</summary>
    public Fact<IReadOnlyList<string>> RootMfaDevices { get; init; } = Fact.NotAsked<IReadOnlyList<string>>();

    /// <summary>Null: the account has no policy of its own.</summary>
    public Fact<PasswordRules> PasswordPolicy { get; init; } = Fact.NotAsked<PasswordRules>();

    /// <summary>Null: there is no such contact.</summary>
    public Fact<Contact> BillingContact { get; init; } = Fact.NotAsked<Contact>();

    public Fact<Contact> OperationsContact { get; init; } = Fact.NotAsked<Contact>();

    public Fact<Contact> SecurityContact { get; init; } = Fact.NotAsked<Contact>();

    /// <summary>The root user's own.</summary>
    public Fact<string> PrimaryEmail { get; init; } = Fact.NotAsked<string>();

    /// <summary>Null: the account is in none.</summary>
    public Fact<OrganizationMembership> Organization { get; init; } = Fact.NotAsked<OrganizationMembership>();

    public Fact<CentralRootAccess> CentralRoot { get; init; } = Fact.NotAsked<CentralRootAccess>();

    /// <summary>The service control policies that are in force for the account, from the root downwards.</summary>
    public Fact<IReadOnlyList<ControlPolicy>> ControlPolicies { get; init; } = Fact.NotAsked<IReadOnlyList<ControlPolicy>>();

    public Fact<IReadOnlyList<TrailFacts>> Trails { get; init; } = Fact.NotAsked<IReadOnlyList<TrailFacts>>();

    /// <summary>The regions that are enabled.</summary>
    public Fact<IReadOnlyList<string>> Regions { get; init; } = Fact.NotAsked<IReadOnlyList<string>>();

    /// <summary>By region.</summary>
    public IReadOnlyDictionary<string, RegionServices> Services { get; init; } = new Dictionary<string, RegionServices>();

    /// <summary>Roles that have AWSSupportAccess.</summary>
    public Fact<IReadOnlyList<string>> SupportRoles { get; init; } = Fact.NotAsked<IReadOnlyList<string>>();

    /// <summary>Null: there is no such role.</summary>
    public Fact<MonitoringRoleFacts> MonitoringRole { get; init; } = Fact.NotAsked<MonitoringRoleFacts>();

    /// <summary>The role's trust when it was first read; null: it never was.</summary>
    public FirstTrust? FirstTrust { get; init; }

    /// <summary>How the watch itself is doing.</summary>
    public Fact<OwnWatch> Watch { get; init; } = Fact.NotAsked<OwnWatch>();

    /// <summary>Days on which root was seen to sign in or to change something, the latest ones.</summary>
    public IReadOnlyList<DateOnly> RootActDays { get; init; } = [];

    /// <summary>What people say of what no call shows.</summary>
    public IReadOnlyList<Attestation> Attestations { get; init; } = [];

    /// <summary>The ARN that is the root user's, and nobody else's.</summary>
    public string RootArn => $"arn:{Partition}:iam::{AccountId}:root";
}

/// <param name="SigningCertificates">Null from an AWS that does not tell it.</param>
/// <param name="PasswordPresent">Null from an AWS that does not tell it yet.</param>
public sealed record RootSummary(bool MfaEnabled, int AccessKeys, int? SigningCertificates, bool? PasswordPresent)
{
    /// <summary>There is nothing that one could sign in with as root: the organization has taken it away.</summary>
    public bool HasNoCredentials => PasswordPresent == false && AccessKeys == 0 && SigningCertificates == 0;
}

/// <param name="GeneratedAt">When AWS made the report.</param>
public sealed record RootCredentials(DateTimeOffset GeneratedAt)
{
    public DateTimeOffset? PasswordLastUsed { get; init; }
    public DateTimeOffset? PasswordLastChanged { get; init; }
    public DateTimeOffset? AccessKey1LastUsed { get; init; }
    public DateTimeOffset? AccessKey2LastUsed { get; init; }
    public bool? Certificate1Active { get; init; }
    public bool? Certificate2Active { get; init; }

    /// <summary>By whatever way in; null: never, as far as AWS keeps it.</summary>
    public DateTimeOffset? LastUsed => new[] { PasswordLastUsed, AccessKey1LastUsed, AccessKey2LastUsed }.Max();
}

/// <param name="UserArn">Whose it is; null if AWS does not say.</param>
public sealed record VirtualMfa(string Serial, string? UserArn);

/// <summary>For IAM users: root's password is bound by none.</summary>
public sealed record PasswordRules
{
    public int MinimumLength { get; init; }
    public bool RequiresUppercase { get; init; }
    public bool RequiresLowercase { get; init; }
    public bool RequiresNumbers { get; init; }
    public bool RequiresSymbols { get; init; }

    /// <summary>Days; null: passwords do not expire.</summary>
    public int? AgeMax { get; init; }

    /// <summary>Null: any may be used again.</summary>
    public int? ReusePrevention { get; init; }

    /// <summary>In any respect; a password that lasts longer counts.</summary>
    public bool IsWeakerThan(PasswordRules other) =>
        MinimumLength < other.MinimumLength
        || (other.RequiresUppercase && !RequiresUppercase)
        || (other.RequiresLowercase && !RequiresLowercase)
        || (other.RequiresNumbers && !RequiresNumbers)
        || (other.RequiresSymbols && !RequiresSymbols)
        || (AgeMax ?? int.MaxValue) > (other.AgeMax ?? int.MaxValue)
        || (ReusePrevention ?? 0) < (other.ReusePrevention ?? 0);
}

public sealed record Contact(string Email);

public sealed record OrganizationMembership(string Id, string ManagementAccountId, bool HasAllFeatures);

/// <param name="IsManager">False: only the management account and its delegate are told.</param>
/// <param name="Features">RootCredentialsManagement, RootSessions.</param>
public sealed record CentralRootAccess(bool IsManager, IReadOnlyList<string> Features);

/// <param name="Target">The account, the unit or the root that it is attached to.</param>
public sealed record ControlPolicy(string Id, string Target, bool DeniesRoot);

public sealed record TrailFacts
{
    public required string Arn { get; init; }
    public string HomeRegion { get; init; } = "";
    public bool IsMultiRegion { get; init; }
    public bool HasLogValidation { get; init; }
    public bool HasGlobalEvents { get; init; }
    public string? KmsKeyId { get; init; }
    public string? LogGroupArn { get; init; }
    public string? Bucket { get; init; }

    public Fact<TrailDelivery> Delivery { get; init; } = Fact.NotAsked<TrailDelivery>();

    public Fact<TrailCoverage> Coverage { get; init; } = Fact.NotAsked<TrailCoverage>();

    /// <summary>Whether the bucket is open to the world.</summary>
    public Fact<BucketAccess> BucketAccess { get; init; } = Fact.NotAsked<BucketAccess>();
}

/// <param name="Error">Of the latest delivery; null: there was none.</param>
public sealed record TrailDelivery(bool IsLogging, DateTimeOffset? LatestAt, string? Error);

/// <summary>Which management events a trail records.</summary>
/// <param name="ExcludedSources">Services whose events are left out.</param>
public sealed record TrailCoverage(bool Reads, bool Writes, IReadOnlyList<string> ExcludedSources)
{
    public bool IsWhole => Reads && Writes && ExcludedSources.Count == 0;
}

public sealed record BucketAccess(bool IsPublic);

public sealed record RegionServices
{
    /// <summary>Null: nothing is recorded.</summary>
    public Fact<ConfigRecording> Config { get; init; } = Fact.NotAsked<ConfigRecording>();

    /// <summary>Null: there is no detector.</summary>
    public Fact<GuardDutyState> GuardDuty { get; init; } = Fact.NotAsked<GuardDutyState>();

    /// <summary>Null: it is not subscribed to.</summary>
    public Fact<SecurityHubState> SecurityHub { get; init; } = Fact.NotAsked<SecurityHubState>();
}

/// <param name="LastFailed">The last delivery failed.</param>
public sealed record ConfigRecording(bool IsRecording, bool LastFailed);

public sealed record GuardDutyState(bool IsEnabled);

public sealed record SecurityHubState(string HubArn);

/// <summary>The role through which the account is read.</summary>
/// <param name="NeedsExternalId">Every statement that lets anybody take the role asks for an external id.</param>
/// <param name="Principals">Who may take it.</param>
/// <param name="Excess">What it allows beyond our calls: actions, and ARNs of managed policies.</param>
/// <param name="Fingerprint">Of its trust.</param>
/// <param name="FirstFingerprint">Of its trust when it was first read.</param>
public sealed record MonitoringRoleFacts(bool NeedsExternalId, IReadOnlyList<string> Principals, IReadOnlyList<string> Excess, string Fingerprint, string FirstFingerprint);

/// <param name="Role">Which role that was: a new one, or a new external id, begins anew.</param>
public sealed record FirstTrust(string Role, string Fingerprint);

/// <param name="LastGoodAt">When the account was last read without trouble; null: never.</param>
/// <param name="TellsSignIns">The tenant has not turned off the rules about root's use.</param>
public sealed record OwnWatch(DateTimeOffset? LastGoodAt, bool TellsSignIns);
