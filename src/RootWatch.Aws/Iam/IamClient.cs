using System.Xml.Linq;
using RootWatch.Aws.Wire;

namespace RootWatch.Aws.Iam;

/// <summary>IAM answers once in a partition; each <c>region</c> names the partition's home.</summary>
public sealed class IamClient
{
    internal static readonly AwsService Service = new("iam", AwsProtocol.Query, AwsPlacement.PartitionIam, Version: "2010-05-08");

    private static readonly AwsOperation ListAccountAliases = Service.Operation("ListAccountAliases");
    private static readonly AwsOperation GetAccountSummary = Service.Operation("GetAccountSummary");
    private static readonly AwsOperation GenerateCredentialReport = Service.Operation("GenerateCredentialReport");
    private static readonly AwsOperation GetCredentialReport = Service.Operation("GetCredentialReport");
    private static readonly AwsOperation ListVirtualMfaDevices = Service.Operation("ListVirtualMFADevices");
    private static readonly AwsOperation GetAccountPasswordPolicy = Service.Operation("GetAccountPasswordPolicy");
    private static readonly AwsOperation ListOrganizationsFeatures = Service.Operation("ListOrganizationsFeatures");
    private static readonly AwsOperation ListEntitiesForPolicy = Service.Operation("ListEntitiesForPolicy");
    private static readonly AwsOperation GetRole = Service.Operation("GetRole");
    private static readonly AwsOperation ListRolePolicies = Service.Operation("ListRolePolicies");
    private static readonly AwsOperation GetRolePolicy = Service.Operation("GetRolePolicy");
    private static readonly AwsOperation ListAttachedRolePolicies = Service.Operation("ListAttachedRolePolicies");

    // A hundred devices a page, and five thousand users at most unless AWS raises that: what goes on for longer does not end.
    private const int PagesMax = 100;

    private readonly AwsWire _wire;

    internal IamClient(AwsWire wire) => _wire = wire;

    /// <summary>The account's alias, if it has one.</summary>
    public async Task<AwsOutcome<ListAccountAliasesResponse>> ListAccountAliasesAsync(AwsSession session, string region, CancellationToken cancellationToken) =>
        (await ListAsync(ListAccountAliases, session, region, [], "AccountAliases", member => member.Value, cancellationToken))
            .Map(aliases => new ListAccountAliasesResponse(aliases));

    public async Task<AwsOutcome<GetAccountSummaryResponse>> GetAccountSummaryAsync(AwsSession session, string region, CancellationToken cancellationToken) =>
        await AskAsync(GetAccountSummary, session, region, [], result =>
        {
            Dictionary<string, int> counts = new(StringComparer.Ordinal);
            foreach (XElement entry in result.Child("SummaryMap")?.Elements() ?? [])
            {
                if (entry.Text("key") is { } key && entry.Number("value") is { } value)
                {
                    counts[key] = value;
                }
            }

            // What is not told must not be read as none.
            return counts.ContainsKey("AccountMFAEnabled") && counts.ContainsKey("AccountAccessKeysPresent") ? new GetAccountSummaryResponse(counts) : null;
        }, cancellationToken);

    /// <summary>Starts a report, or says that one is there.</summary>
    public Task<AwsOutcome<GenerateCredentialReportResponse>> GenerateCredentialReportAsync(AwsSession session, string region, CancellationToken cancellationToken) =>
        AskAsync(GenerateCredentialReport, session, region, [],
            result => result.Text("State") is { Length: > 0 } state ? new GenerateCredentialReportResponse(state) : null, cancellationToken);

    /// <summary>The last report, if there is one that has not expired.</summary>
    public async Task<AwsOutcome<GetCredentialReportResponse>> GetCredentialReportAsync(AwsSession session, string region, CancellationToken cancellationToken)
    {
        var outcome = await AskAsync(GetCredentialReport, session, region, [],
            result => CredentialReport.Read(result.Text("Content"), result.Time("GeneratedTime")) is { } report ? new GetCredentialReportResponse(report) : null,
            cancellationToken);
        return outcome.Or(new GetCredentialReportResponse(null, outcome.Failure?.Code), "ReportNotPresent", "ReportExpired", "ReportInProgress");
    }

    /// <summary>The assigned virtual devices of root and of all users.</summary>
    public async Task<AwsOutcome<ListVirtualMfaDevicesResponse>> ListVirtualMfaDevicesAsync(AwsSession session, string region, CancellationToken cancellationToken, PagePace? pace = null) =>
        (await ListAsync(ListVirtualMfaDevices, session, region, [new("AssignmentStatus", "Assigned")], "VirtualMFADevices",
            member => member.Text("SerialNumber") is { } serial ? new VirtualMfaDevice(serial, member.Child("User")?.Text("Arn"), member.Time("EnableDate")) : null,
            cancellationToken, pace))
            .Map(devices => new ListVirtualMfaDevicesResponse(devices));

    public async Task<AwsOutcome<GetAccountPasswordPolicyResponse>> GetAccountPasswordPolicyAsync(AwsSession session, string region, CancellationToken cancellationToken)
    {
        var outcome = await AskAsync(GetAccountPasswordPolicy, session, region, [],
            result => result.Child("PasswordPolicy") is { } policy ? new GetAccountPasswordPolicyResponse(ReadPolicy(policy)) : null, cancellationToken);
        return outcome.Or(new GetAccountPasswordPolicyResponse(null), "NoSuchEntity");
    }

    /// <summary>What the organization has given to its management account of its members' root users.</summary>
    public async Task<AwsOutcome<ListOrganizationsFeaturesResponse>> ListOrganizationsFeaturesAsync(AwsSession session, string region, CancellationToken cancellationToken)
    {
        var outcome = await AskAsync(ListOrganizationsFeatures, session, region, [],
            result => result.Text("OrganizationId") is { } organization || result.Members("EnabledFeatures") is not null
                ? new ListOrganizationsFeaturesResponse([.. (result.Members("EnabledFeatures") ?? []).Select(member => member.Value)], result.Text("OrganizationId"))
                : null,
            cancellationToken);
        return outcome.Or(
            new ListOrganizationsFeaturesResponse(null, null, outcome.Failure?.Code),
            "ServiceAccessNotEnabledException", "AccountNotManagementOrDelegatedAdministratorException", "OrganizationNotFoundException",
            "OrganizationNotInAllFeaturesModeException", "ServiceAccessNotEnabled", "AccountNotManagementOrDelegatedAdministrator", "OrganizationNotFound",
            "OrganizationNotInAllFeaturesMode");
    }

    /// <summary>The roles that have a managed policy.</summary>
    public async Task<AwsOutcome<ListEntitiesForPolicyResponse>> ListEntitiesForPolicyAsync(string policyArn, AwsSession session, string region, CancellationToken cancellationToken)
    {
        var outcome = (await ListAsync(ListEntitiesForPolicy, session, region, [new("PolicyArn", policyArn), new("EntityFilter", "Role")], "PolicyRoles",
            member => member.Text("RoleName"), cancellationToken)).Map(roles => new ListEntitiesForPolicyResponse(roles));
        return outcome.Or(new ListEntitiesForPolicyResponse([]), "NoSuchEntity");
    }

    public async Task<AwsOutcome<GetRoleResponse>> GetRoleAsync(string roleName, AwsSession session, string region, CancellationToken cancellationToken)
    {
        var outcome = await AskAsync(GetRole, session, region, [new("RoleName", roleName)],
            result => result.Child("Role") is { } role && role.Text("Arn") is { } arn && role.Text("AssumeRolePolicyDocument") is { } trust
                ? new GetRoleResponse(new Role(arn, Uri.UnescapeDataString(trust)))
                : null,
            cancellationToken);
        return outcome.Or(new GetRoleResponse(null), "NoSuchEntity");
    }

    public async Task<AwsOutcome<ListRolePoliciesResponse>> ListRolePoliciesAsync(string roleName, AwsSession session, string region, CancellationToken cancellationToken) =>
        (await ListAsync(ListRolePolicies, session, region, [new("RoleName", roleName)], "PolicyNames", member => member.Value, cancellationToken))
            .Map(names => new ListRolePoliciesResponse(names));

    public Task<AwsOutcome<GetRolePolicyResponse>> GetRolePolicyAsync(
        string roleName, string policyName, AwsSession session, string region, CancellationToken cancellationToken) =>
        AskAsync(GetRolePolicy, session, region, [new("RoleName", roleName), new("PolicyName", policyName)],
            result => result.Text("PolicyDocument") is { } document ? new GetRolePolicyResponse(Uri.UnescapeDataString(document)) : null, cancellationToken);

    public async Task<AwsOutcome<ListAttachedRolePoliciesResponse>> ListAttachedRolePoliciesAsync(
        string roleName, AwsSession session, string region, CancellationToken cancellationToken) =>
        (await ListAsync(ListAttachedRolePolicies, session, region, [new("RoleName", roleName)], "AttachedPolicies", member => member.Text("PolicyArn"), cancellationToken))
            .Map(arns => new ListAttachedRolePoliciesResponse(arns));

    private static PasswordPolicy ReadPolicy(XElement policy) => new()
    {
        MinimumPasswordLength = policy.Number("MinimumPasswordLength") ?? 0,
        RequireSymbols = policy.IsTrue("RequireSymbols"),
        RequireNumbers = policy.IsTrue("RequireNumbers"),
        RequireUppercaseCharacters = policy.IsTrue("RequireUppercaseCharacters"),
        RequireLowercaseCharacters = policy.IsTrue("RequireLowercaseCharacters"),
        ExpirePasswords = policy.IsTrue("ExpirePasswords"),
        MaxPasswordAge = policy.Number("MaxPasswordAge"),
        PasswordReusePrevention = policy.Number("PasswordReusePrevention"),
        HardExpiry = policy.IsTrue("HardExpiry"),
    };

    /// <param name="read">Null: it is not the operation's answer.</param>
    private Task<AwsOutcome<T>> AskAsync<T>(
        AwsOperation operation, AwsSession session, string region, IEnumerable<KeyValuePair<string, string>> form, Func<XElement, T?> read, CancellationToken cancellationToken)
        where T : class =>
        _wire.SendQueryAsync(operation, session, region, form, async reader => await IamXml.ResultAsync(reader, operation.Name) is { } result ? read(result) : null, cancellationToken);

    private Task<AwsOutcome<List<T>>> ListAsync<T>(
        AwsOperation operation, AwsSession session, string region, KeyValuePair<string, string>[] form, string list, Func<XElement, T?> read, CancellationToken cancellationToken,
        PagePace? pace = null)
        where T : class =>
        Pages.ReadAsync(
            new AwsCall(Service.Name, operation.Name, region), PagesMax,
            marker => AskAsync(operation, session, region, marker is null ? form : [.. form, new("Marker", marker)],
                result => result.Members(list) is { } members ? new IamPage<T>([.. members.Select(read)], result.NextMarker()) : null, cancellationToken),
            page => (page.Items, page.Marker), pace);

    private sealed record IamPage<T>(IReadOnlyList<T?> Items, string? Marker)
        where T : class;
}
