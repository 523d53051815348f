using RootWatch.AwsSimulator.Fleet;
using RootWatch.AwsSimulator.Posture;

namespace RootWatch.AwsSimulator.Organizations;

internal sealed record OrganizationalUnit(string Id, string Name, string ParentId);

/// <param name="Members">The management account first.</param>
/// <param name="UnitPaths">Of each member, by the names of the units.</param>
internal sealed record SimulatedOrganization(
    string Id, string RootId, string ManagementAccountId, IReadOnlyList<FleetAccount> Members, IReadOnlyDictionary<string, string> UnitPaths, Func<string, string> UnitIdOf)
{
    /// <summary>Those that hold an account, and what they are in.</summary>
    public IEnumerable<OrganizationalUnit> Units => UnitPaths.Values.Distinct(StringComparer.Ordinal).SelectMany(WithParents).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        .Select(path => new OrganizationalUnit(UnitIdOf(path), path[(path.LastIndexOf('/') + 1)..], ParentOf(path)));

    public bool IsMember(string? id) => Members.Any(member => member.Id == id);

    /// <summary>True for the root and for an organizational unit.</summary>
    public bool IsParent(string? id) => id == RootId || Units.Any(unit => unit.Id == id);

    /// <summary>Of an account or an organizational unit; null: it is not there.</summary>
    public string? ParentIdOf(string? childId) =>
        childId is not null && IsMember(childId) ? HolderOf(childId) : Units.FirstOrDefault(unit => unit.Id == childId)?.ParentId;

    /// <summary>The root or the unit that the account is in.</summary>
    public string HolderOf(string accountId) => UnitPaths[accountId] is { Length: > 0 } path ? UnitIdOf(path) : RootId;

    private string ParentOf(string path) => path.LastIndexOf('/') is > 0 and var slash ? UnitIdOf(path[..slash]) : RootId;

    private static IEnumerable<string> WithParents(string path)
    {
        for (var end = path.Length; end > 0; end = path.LastIndexOf('/', end - 1))
        {
            yield return path[..end];
        }
    }
}

/// <summary>Each tenant has an organization; its first account manages it. An account may be set to be outside.</summary>
internal sealed class SimulatedOrganizations(SimulatedFleet fleet, Postures postures, Seed seed)
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>True for the organization's management account and for its delegates.</summary>
    public bool IsTrusted(SimulatedOrganization organization, string accountId, DateTimeOffset now) =>
        organization.ManagementAccountId == accountId || (postures.Of(accountId, now).IsOrganizationDelegate && organization.IsMember(accountId));

    /// <summary>Null: the account is in none.</summary>
    public SimulatedOrganization? Of(string accountId, DateTimeOffset now)
    {
        if (fleet.Find(accountId) is not { } account || !postures.Of(accountId, now).InOrganization)
        {
            return null;
        }

        var tenant = account.TenantId;
        var members = fleet.Tenants.First(one => one.Id == tenant).Accounts.Where(member => postures.Of(member.Id, now).InOrganization).ToList();
        var root = seed.Text(Alphabet, 4, "organization-root", tenant);
        return new SimulatedOrganization(
            "o-" + seed.Text(Alphabet, 10, "organization", tenant), "r-" + root, members[0].Id, members,
            members.ToDictionary(member => member.Id, member => postures.Of(member.Id, now).OrganizationalUnit.Trim('/'), StringComparer.Ordinal),
            path => $"ou-{root}-{seed.Text(Alphabet, 8, "organizational-unit", tenant, path)}");
    }
}
