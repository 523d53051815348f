namespace RootWatch.Aws.Iam;

/// <summary>AWS lets an account have one alias at most.</summary>
public sealed record ListAccountAliasesResponse(IReadOnlyList<string> AccountAliases);

/// <summary>Counts of what the account has; live, unlike the credential report.</summary>
public sealed record GetAccountSummaryResponse(IReadOnlyDictionary<string, int> SummaryMap);

/// <param name="State">STARTED, INPROGRESS or COMPLETE. AWS makes a new report every four hours at most, and says COMPLETE of the old one in between.</param>
public sealed record GenerateCredentialReportResponse(string State);

/// <param name="Report">Null: there is none to be had at present.</param>
/// <param name="Absence">Then the code that says why: ReportNotPresent, ReportExpired or ReportInProgress.</param>
public sealed record GetCredentialReportResponse(CredentialReport? Report, string? Absence = null);

/// <param name="UserArn">Of the user that it is assigned to; null if AWS does not say.</param>
public sealed record VirtualMfaDevice(string SerialNumber, string? UserArn, DateTimeOffset? EnableDate);

/// <summary>Assigned ones only.</summary>
public sealed record ListVirtualMfaDevicesResponse(IReadOnlyList<VirtualMfaDevice> VirtualMfaDevices);

/// <summary>It binds IAM users, not the root user.</summary>
public sealed record PasswordPolicy
{
    public int MinimumPasswordLength { get; init; }
    public bool RequireSymbols { get; init; }
    public bool RequireNumbers { get; init; }
    public bool RequireUppercaseCharacters { get; init; }
    public bool RequireLowercaseCharacters { get; init; }
    public bool ExpirePasswords { get; init; }

    /// <summary>Days; null: passwords do not expire.</summary>
    public int? MaxPasswordAge { get; init; }

    /// <summary>Passwords that may not be used again; null: any may.</summary>
    public int? PasswordReusePrevention { get; init; }
    public bool HardExpiry { get; init; }
}

/// <param name="PasswordPolicy">Null: the account has none of its own, and AWS's weak default holds.</param>
public sealed record GetAccountPasswordPolicyResponse(PasswordPolicy? PasswordPolicy);

/// <param name="EnabledFeatures">RootCredentialsManagement, RootSessions; null if this account is not asked about that.</param>
/// <param name="Absence">Then the code that says why, such as AccountNotManagementOrDelegatedAdministratorException.</param>
public sealed record ListOrganizationsFeaturesResponse(IReadOnlyList<string>? EnabledFeatures, string? OrganizationId, string? Absence = null);

/// <summary>Names of the roles that have a policy.</summary>
public sealed record ListEntitiesForPolicyResponse(IReadOnlyList<string> PolicyRoles);

/// <param name="AssumeRolePolicyDocument">Who may take the role; JSON.</param>
public sealed record Role(string Arn, string AssumeRolePolicyDocument);

/// <param name="Role">Null: there is no such role.</param>
public sealed record GetRoleResponse(Role? Role);

/// <summary>Of the policies that are written into a role.</summary>
public sealed record ListRolePoliciesResponse(IReadOnlyList<string> PolicyNames);

/// <param name="PolicyDocument">JSON.</param>
public sealed record GetRolePolicyResponse(string PolicyDocument);

/// <summary>ARNs of the managed policies that a role has.</summary>
public sealed record ListAttachedRolePoliciesResponse(IReadOnlyList<string> PolicyArns);
