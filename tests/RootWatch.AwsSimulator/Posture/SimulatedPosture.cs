namespace RootWatch.AwsSimulator.Posture;

/// <summary>How an account is set up, as the calls that ask for it tell. The defaults are those of a well-kept account.</summary>
public sealed record SimulatedPosture
{
    public bool RootMfa { get; init; } = true;

    /// <summary>Assigned virtual devices, of root and of others.</summary>
    public IReadOnlyList<SimulatedMfaDevice> VirtualMfaDevices { get; init; } = [];

    public int RootAccessKeys { get; init; }

    public int RootSigningCertificates { get; init; }

    public bool RootPassword { get; init; } = true;

    /// <summary>By the credential report. Null: no_information.</summary>
    public DateTimeOffset? RootPasswordLastUsed { get; init; }

    public DateTimeOffset? RootKeyLastUsed { get; init; }

    /// <summary>Null: the account has none, NoSuchEntity.</summary>
    public SimulatedPasswordPolicy? PasswordPolicy { get; init; } = new();

    /// <summary>E-mail addresses; null: there is no such contact.</summary>
    public string? BillingContact { get; init; } = "billing@customer.example";

    public string? OperationsContact { get; init; } = "operations@customer.example";

    public string? SecurityContact { get; init; } = "security@customer.example";

    public string ContactName { get; init; } = "Customer";

    public string PrimaryEmail { get; init; } = "aws-root@customer.example";

    public bool InOrganization { get; init; } = true;

    /// <summary>Where in the organization it is, by the names of the units: <c>Production/Europe</c>. Empty: at the root itself.</summary>
    public string OrganizationalUnit { get; init; } = "";

    /// <summary>As its organization tells it: ACTIVE, SUSPENDED, PENDING_CLOSURE, CLOSED, PENDING_ACTIVATION.</summary>
    public string AccountState { get; init; } = "ACTIVE";

    /// <summary>Of the account, in its organization.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();

    /// <summary>The organization lets the account ask what else only its management account may.</summary>
    public bool IsOrganizationDelegate { get; init; }

    /// <summary>Of the organization; told to its management account only. RootCredentialsManagement, RootSessions.</summary>
    public IReadOnlyList<string> RootFeatures { get; init; } = ["RootCredentialsManagement", "RootSessions"];

    /// <summary>Service control policies of the organization's root, as JSON texts.</summary>
    public IReadOnlyList<string> ServiceControlPolicies { get; init; } =
        ["""{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}]}"""];

    public SimulatedTrail Trail { get; init; } = new();

    /// <summary>Into which the trail writes.</summary>
    public SimulatedBucket TrailBucket { get; init; } = new();

    /// <summary>Regions in which the service is not used.</summary>
    public IReadOnlyList<string> ConfigOffIn { get; init; } = [];

    /// <summary>Regions in which Config records and cannot deliver.</summary>
    public IReadOnlyList<string> ConfigFailsIn { get; init; } = [];

    public IReadOnlyList<string> GuardDutyOffIn { get; init; } = [];

    /// <summary>Regions in which there is a detector, and it is suspended.</summary>
    public IReadOnlyList<string> GuardDutySuspendedIn { get; init; } = [];

    public IReadOnlyList<string> SecurityHubOffIn { get; init; } = [];

    /// <summary>Roles with AWSSupportAccess.</summary>
    public IReadOnlyList<string> SupportRoles { get; init; } = ["Support"];

    /// <summary>The trust policy of the watching role, which STS heeds. Null: the one that onboarding made.</summary>
    public string? WatchRoleTrust { get; init; }

    /// <summary>What the watching role allows beside the usual.</summary>
    public IReadOnlyList<string> WatchRoleExtraActions { get; init; } = [];

    /// <summary>Of the usual actions those that the watching role does not allow, and that are denied.</summary>
    public IReadOnlyList<string> WatchRoleLacks { get; init; } = [];

    /// <summary>Managed policies of the watching role.</summary>
    public IReadOnlyList<string> WatchRoleAttachedPolicies { get; init; } = [];
}

public sealed record SimulatedMfaDevice(string SerialNumber, string UserArn);

public sealed record SimulatedPasswordPolicy
{
    public int MinimumPasswordLength { get; init; } = 14;

    public bool RequireSymbols { get; init; } = true;

    public bool RequireNumbers { get; init; } = true;

    public bool RequireUppercaseCharacters { get; init; } = true;

    public bool RequireLowercaseCharacters { get; init; } = true;

    public int? MaxPasswordAge { get; init; } = 90;

    public int? PasswordReusePrevention { get; init; } = 24;

    public bool HardExpiry { get; init; }
}

/// <summary>Who may read a bucket.</summary>
public sealed record SimulatedBucket
{
    public string Region { get; init; } = "us-east-1";

    /// <summary>All that is asked about it is denied.</summary>
    public bool InAnotherAccount { get; init; }

    /// <summary>Its public access block shuts out grants to everybody.</summary>
    public bool BlocksPublicAcls { get; init; } = true;

    /// <summary>Its public access block shuts out policies that let everybody in.</summary>
    public bool BlocksPublicPolicy { get; init; } = true;

    public BucketPolicy Policy { get; init; } = BucketPolicy.OfTheTrail;

    /// <summary>URI of a group that its access control list lets in; null: none.</summary>
    public string? AclGroup { get; init; }
}

public enum BucketPolicy
{
    /// <summary>CloudTrail may write.</summary>
    OfTheTrail,
    None,
    Public,
}

/// <summary>What a trail records and where to. Whether it records at all follows from the events that stopped it.</summary>
public sealed record SimulatedTrail
{
    /// <summary>The management account whose organization's trail it is; null: the account's own.</summary>
    public string? Owner { get; init; }

    public bool MultiRegion { get; init; } = true;

    public bool LogFileValidation { get; init; } = true;

    public bool GlobalServiceEvents { get; init; } = true;

    public string? KmsKeyId { get; init; } = "arn:aws:kms:us-east-1:999999999999:key/11111111-2222-3333-4444-555555555555";

    public string? LogGroup { get; init; } = "arn:aws:logs:us-east-1:999999999999:log-group:trail:*";

    public string? DeliveryError { get; init; }

    /// <summary>ReadOnly, WriteOnly or All; of classic selectors.</summary>
    public string ReadWriteType { get; init; } = "All";

    public bool ManagementEvents { get; init; } = true;

    /// <summary>An advanced selector of all management events, or of those that write only, instead of the classic ones.</summary>
    public bool AdvancedSelectors { get; init; }
}
