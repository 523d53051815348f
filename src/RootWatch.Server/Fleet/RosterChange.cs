using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Server.Accounts;
using RootWatch.Server.Organizations;

namespace RootWatch.Server.Fleet;

/// <summary>What is another of an account or an organization than accounts.yaml had before.</summary>
/// <param name="Whom">Such as <c>account 111122223333</c>.</param>
/// <param name="IsLess">Less may be seen after it, or others see it.</param>
internal sealed record RosterChange(string Whom, string What, bool IsLess)
{
    private const int ShownCharsMax = 512;

    /// <summary>In the order of the accounts, after those of the organizations, each of which may be of many accounts.</summary>
    public static IReadOnlyList<RosterChange> Between(Roster before, Roster after) =>
    [
        .. Between(ById(before), ById(after), (id, old, now) => Of("organization " + id, old, now, organization => organization.TenantId, Fields)),
        .. Between(before.Accounts, after.Accounts, (id, old, now) => Of("account " + id, old, now, account => account.TenantId, Fields)),
    ];

    private static Dictionary<string, OrganizationRegistration> ById(Roster roster) =>
        roster.Organizations.ToDictionary(organization => organization.OrganizationId, StringComparer.Ordinal);

    private static IEnumerable<RosterChange> Between<T>(
        IReadOnlyDictionary<string, T> before, IReadOnlyDictionary<string, T> after, Func<string, T?, T?, IEnumerable<RosterChange>> changes)
        where T : class =>
        before.Keys.Union(after.Keys).Order(StringComparer.Ordinal).SelectMany(id => changes(id, before.GetValueOrDefault(id), after.GetValueOrDefault(id)));

    private static IEnumerable<RosterChange> Of<T>(string whom, T? old, T? now, Func<T, string> tenant, Func<T, T, IEnumerable<(string Name, string Old, string Now)>> fields)
        where T : class =>
        old is null || now is null
            ? [now is null ? new(whom, $"is gone, was tenant {tenant(old!)}'s", true) : new(whom, $"is new, tenant {tenant(now)}'s", false)]
            : fields(old, now).Where(field => field.Old != field.Now).Select(field => new RosterChange(whom, $"changed: {field.Name} from {Shown(field.Old)} to {Shown(field.Now)}", true));

    private static IEnumerable<(string Name, string Old, string Now)> Fields(AccountRegistration old, AccountRegistration now) =>
    [
        ("tenant", old.TenantId, now.TenantId),
        ("roleArn", old.RoleArn, now.RoleArn),
        ("regions", Written(old.Regions), Written(now.Regions)),
        ("maxCallsPerAccountPerDay", Written(old.MaxCallsPerDay), Written(now.MaxCallsPerDay)),
        Secret("externalId", old.ExternalId, now.ExternalId),
    ];

    private static IEnumerable<(string Name, string Old, string Now)> Fields(OrganizationRegistration old, OrganizationRegistration now) =>
    [
        ("tenant", old.TenantId, now.TenantId),
        ("roleArn", old.RoleArn, now.RoleArn),
        ("memberRole", old.MemberRole, now.MemberRole),
        ("include", Written(old.Include), Written(now.Include)),
        ("exclude", Written(old.Exclude), Written(now.Exclude)),
        ("tenantTag", old.TenantTag ?? "none", now.TenantTag ?? "none"),
        ("regions", Written(old.Regions), Written(now.Regions)),
        ("maxCallsPerAccountPerDay", Written(old.MaxCallsPerDay), Written(now.MaxCallsPerDay)),
        Secret("externalIdPrefix", old.ExternalIdPrefix, now.ExternalIdPrefix),
    ];

    /// <summary>External ids are kept secret.</summary>
    private static (string Name, string Old, string Now) Secret(string name, string? old, string? now) =>
        (name, old is null ? "none" : "one", now is null ? "none" : old is not null && old != now ? "another" : "one");

    private static string Written(IReadOnlyList<string>? regions) => regions is null ? "auto" : $"[{string.Join(", ", regions.Order(StringComparer.Ordinal))}]";

    private static string Written(IReadOnlyList<AccountChoice> choices) => $"[{string.Join(", ", choices)}]";

    private static string Written(int? calls) => calls?.ToString(CultureInfo.InvariantCulture) ?? "default";

    private static string Shown(string written) => ShownText.Of(written, ShownCharsMax);
}
