using System.Text.Json;
using System.Text.Json.Serialization;
using RootWatch.Aws.Wire;

namespace RootWatch.Aws.Organizations;

public sealed record Organization
{
    public string? Id { get; init; }
    public string? MasterAccountId { get; init; }

    /// <summary>ALL or CONSOLIDATED_BILLING; without ALL there are no service control policies.</summary>
    public string? FeatureSet { get; init; }
}

/// <param name="Organization">Null: the account is in none.</param>
public sealed record DescribeOrganizationResponse(Organization? Organization);

public sealed record MemberAccount
{
    public string? Id { get; init; }
    public string? Name { get; init; }
    public string? Email { get; init; }

    /// <summary>PENDING_ACTIVATION, ACTIVE, SUSPENDED, PENDING_CLOSURE or CLOSED; null from an AWS that does not tell it yet.</summary>
    public string? State { get; init; }

    /// <summary>The older word for it.</summary>
    public string? Status { get; init; }

    public bool IsActive => (State ?? Status) == "ACTIVE";
}

public sealed record ListAccountsResponse(IReadOnlyList<MemberAccount> Accounts);

/// <param name="Id">r-... of the root, ou-... of a unit.</param>
public sealed record OrganizationalUnit(string Id, string? Name);

public sealed record ListRootsResponse(IReadOnlyList<OrganizationalUnit> Roots);

public sealed record ListOrganizationalUnitsForParentResponse(IReadOnlyList<OrganizationalUnit> Units);

public sealed record Tag(string Key, string Value);

public sealed record ListTagsForResourceResponse(IReadOnlyList<Tag> Tags);

public sealed record PolicySummary
{
    public string? Id { get; init; }
    public string? Name { get; init; }
    public bool AwsManaged { get; init; }
}

public sealed record ListPoliciesForTargetResponse(IReadOnlyList<PolicySummary> Policies);

/// <param name="Content">The policy document; JSON.</param>
public sealed record DescribePolicyResponse(string Content);

/// <param name="Type">ROOT or ORGANIZATIONAL_UNIT.</param>
public sealed record Parent(string Id, string Type);

public sealed record ListParentsResponse(IReadOnlyList<Parent> Parents);

/// <summary>
/// Organizations answers in one region of the partition. Any account may describe the organization that it is in; the rest
/// is told to the management account and to delegates.
/// </summary>
public sealed class OrganizationsClient
{
    internal static readonly AwsService Service =
        new("organizations", AwsProtocol.Json11, AwsPlacement.OrganizationsRegion, "AWSOrganizationsV20161128");

    private static readonly AwsOperation DescribeOrganization = Service.Operation("DescribeOrganization");
    private static readonly AwsOperation ListAccounts = Service.Operation("ListAccounts");
    private static readonly AwsOperation ListRoots = Service.Operation("ListRoots");
    private static readonly AwsOperation ListOrganizationalUnitsForParent = Service.Operation("ListOrganizationalUnitsForParent");
    private static readonly AwsOperation ListAccountsForParent = Service.Operation("ListAccountsForParent");
    private static readonly AwsOperation ListTagsForResource = Service.Operation("ListTagsForResource");
    private static readonly AwsOperation ListPoliciesForTarget = Service.Operation("ListPoliciesForTarget");
    private static readonly AwsOperation DescribePolicy = Service.Operation("DescribePolicy");
    private static readonly AwsOperation ListParents = Service.Operation("ListParents");

    // Twenty accounts a page, fifty thousand accounts, and pages may be empty.
    private const int PagesMax = 5000;

    private readonly AwsWire _wire;

    internal OrganizationsClient(AwsWire wire) => _wire = wire;

    /// <summary>The organization that the account is in.</summary>
    public async Task<AwsOutcome<DescribeOrganizationResponse>> DescribeOrganizationAsync(AwsSession session, string region, CancellationToken cancellationToken)
    {
        var outcome = await _wire.SendAsync(DescribeOrganization, session, region, static _ => { }, OrganizationsJson.Default.DescribeOrganizationResponse, cancellationToken);
        return outcome.IsSuccess && outcome.Value.Organization?.Id is null
            ? AwsOutcome<DescribeOrganizationResponse>.Failed(
                new AwsCall(Service.Name, DescribeOrganization.Name, region).Fail(AwsFailureReason.Malformed, "the answer names no organization."), outcome.ServerTime)
            : outcome.Or(new DescribeOrganizationResponse(null), "AWSOrganizationsNotInUseException");
    }

    /// <summary>Every account of the organization; follows every page, empty ones too. There is always one, the management account: none at all is no list, and would let all of them go.</summary>
    public async Task<AwsOutcome<ListAccountsResponse>> ListAccountsAsync(AwsSession session, string region, CancellationToken cancellationToken, PagePace? pace = null)
    {
        var outcome = await ListAsync(ListAccounts, session, region, body => body.WriteNumber("MaxResults", 20), OrganizationsJson.Default.AccountsPage,
            page => (page.Accounts, page.NextToken), cancellationToken, pace);
        return outcome is { IsSuccess: true, Value.Count: 0 }
            ? AwsOutcome<ListAccountsResponse>.Failed(
                new AwsCall(Service.Name, ListAccounts.Name, region).Fail(AwsFailureReason.Malformed, "the answer lists no account, not even the management account."), outcome.ServerTime)
            : outcome.Map(accounts => new ListAccountsResponse(accounts));
    }

    /// <summary>The roots of the organization: one, at present.</summary>
    public async Task<AwsOutcome<ListRootsResponse>> ListRootsAsync(AwsSession session, string region, CancellationToken cancellationToken) =>
        (await ListAsync(ListRoots, session, region, static _ => { }, OrganizationsJson.Default.RootsPage, page => (page.Roots, page.NextToken), cancellationToken))
            .Map(roots => new ListRootsResponse([.. roots.Where(root => root.Id is not null)]));

    /// <summary>The units in the root or in a unit itself, not those further down.</summary>
    public async Task<AwsOutcome<ListOrganizationalUnitsForParentResponse>> ListOrganizationalUnitsForParentAsync(
        string parentId, AwsSession session, string region, CancellationToken cancellationToken, PagePace? pace = null) =>
        (await ListAsync(ListOrganizationalUnitsForParent, session, region, body => body.WriteString("ParentId", parentId), OrganizationsJson.Default.UnitsPage,
            page => (page.OrganizationalUnits, page.NextToken), cancellationToken, pace))
            .Map(units => new ListOrganizationalUnitsForParentResponse([.. units.Where(unit => unit.Id is not null)]));

    /// <summary>The accounts in the root or in a unit itself, not those further down.</summary>
    public async Task<AwsOutcome<ListAccountsResponse>> ListAccountsForParentAsync(string parentId, AwsSession session, string region, CancellationToken cancellationToken, PagePace? pace = null) =>
        (await ListAsync(ListAccountsForParent, session, region, body => body.WriteString("ParentId", parentId), OrganizationsJson.Default.AccountsPage,
            page => (page.Accounts, page.NextToken), cancellationToken, pace))
            .Map(accounts => new ListAccountsResponse(accounts));

    /// <summary>The tags of an account, a unit or the root.</summary>
    public async Task<AwsOutcome<ListTagsForResourceResponse>> ListTagsForResourceAsync(string resourceId, AwsSession session, string region, CancellationToken cancellationToken, PagePace? pace = null) =>
        (await ListAsync(ListTagsForResource, session, region, body => body.WriteString("ResourceId", resourceId), OrganizationsJson.Default.TagsPage,
            page => (page.Tags, page.NextToken), cancellationToken, pace))
            .Map(tags => new ListTagsForResourceResponse([.. tags.Where(tag => tag is { Key: not null, Value: not null })]));

    /// <summary>The service control policies that are attached to an account, an organizational unit or the root itself, and not those that it inherits.</summary>
    public async Task<AwsOutcome<ListPoliciesForTargetResponse>> ListPoliciesForTargetAsync(string targetId, AwsSession session, string region, CancellationToken cancellationToken) =>
        (await ListAsync(ListPoliciesForTarget, session, region, body =>
        {
            body.WriteString("TargetId", targetId);
            body.WriteString("Filter", "SERVICE_CONTROL_POLICY");
        }, OrganizationsJson.Default.PoliciesPage, page => (page.Policies, page.NextToken), cancellationToken))
            .Map(policies => new ListPoliciesForTargetResponse(policies));

    public async Task<AwsOutcome<DescribePolicyResponse>> DescribePolicyAsync(string policyId, AwsSession session, string region, CancellationToken cancellationToken)
    {
        var outcome = await _wire.SendAsync(DescribePolicy, session, region, body => body.WriteString("PolicyId", policyId), OrganizationsJson.Default.PolicyAnswer, cancellationToken);
        return outcome.IsSuccess && outcome.Value.Policy?.Content is null
            ? AwsOutcome<DescribePolicyResponse>.Failed(
                new AwsCall(Service.Name, DescribePolicy.Name, region).Fail(AwsFailureReason.Malformed, "the answer holds no policy."), outcome.ServerTime)
            : outcome.Map(answer => new DescribePolicyResponse(answer.Policy!.Content!));
    }

    /// <summary>What an account or an organizational unit is in: one thing, at present.</summary>
    public async Task<AwsOutcome<ListParentsResponse>> ListParentsAsync(string childId, AwsSession session, string region, CancellationToken cancellationToken) =>
        (await ListAsync(ListParents, session, region, body => body.WriteString("ChildId", childId), OrganizationsJson.Default.ParentsPage,
            page => (page.Parents, page.NextToken), cancellationToken))
            .Map(parents => new ListParentsResponse([.. parents.Where(parent => parent is { Id: not null, Type: not null })]));

    private Task<AwsOutcome<List<TItem>>> ListAsync<TPage, TItem>(
        AwsOperation operation, AwsSession session, string region, Action<Utf8JsonWriter> write, System.Text.Json.Serialization.Metadata.JsonTypeInfo<TPage> answer,
        Func<TPage, (IEnumerable<TItem?>? Items, string? NextToken)> read, CancellationToken cancellationToken, PagePace? pace = null)
        where TPage : class
        where TItem : class =>
        Pages.ReadAsync(
            new AwsCall(Service.Name, operation.Name, region), PagesMax,
            token => _wire.SendAsync(operation, session, region, body =>
            {
                write(body);
                if (token is not null)
                {
                    body.WriteString("NextToken", token);
                }
            }, answer, cancellationToken),
            read, pace);
}

internal sealed record AccountsPage(IReadOnlyList<MemberAccount?>? Accounts, string? NextToken);

internal sealed record RootsPage(IReadOnlyList<OrganizationalUnit?>? Roots, string? NextToken);

internal sealed record UnitsPage(IReadOnlyList<OrganizationalUnit?>? OrganizationalUnits, string? NextToken);

internal sealed record TagsPage(IReadOnlyList<Tag?>? Tags, string? NextToken);

internal sealed record PoliciesPage(IReadOnlyList<PolicySummary?>? Policies, string? NextToken);

internal sealed record PolicyAnswer(PolicyContent? Policy);

internal sealed record PolicyContent(string? Content);

internal sealed record ParentsPage(IReadOnlyList<Parent?>? Parents, string? NextToken);

[JsonSourceGenerationOptions(Converters = [typeof(AwsStringConverter)])]
[JsonSerializable(typeof(DescribeOrganizationResponse))]
[JsonSerializable(typeof(AccountsPage))]
[JsonSerializable(typeof(RootsPage))]
[JsonSerializable(typeof(UnitsPage))]
[JsonSerializable(typeof(TagsPage))]
[JsonSerializable(typeof(PoliciesPage))]
[JsonSerializable(typeof(PolicyAnswer))]
[JsonSerializable(typeof(ParentsPage))]
internal sealed partial class OrganizationsJson : JsonSerializerContext;
