using System.Globalization;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Fleet;

/// <summary>What is another of an account than accounts.yaml had before.</summary>
/// <param name="IsLess">Less may be seen after it, or others see it.</param>
internal sealed record RosterChange(string AccountId, string What, bool IsLess)
{
    /// <summary>In the order of the accounts.</summary>
    public static IReadOnlyList<RosterChange> Between(Roster before, Roster after) =>
        [.. before.Accounts.Keys.Union(after.Accounts.Keys).Order(StringComparer.Ordinal)
            .SelectMany(id => Of(id, before.Accounts.GetValueOrDefault(id), after.Accounts.GetValueOrDefault(id)))];

    private static IEnumerable<RosterChange> Of(string id, AccountRegistration? old, AccountRegistration? now)
    {
        if (old is null || now is null)
        {
            return [now is null ? new(id, $"is gone, was tenant {old!.TenantId}'s", true) : new(id, $"is new, tenant {now.TenantId}'s", false)];
        }

        // External ids are kept secret.
        return from change in new[]
               {
                   (Name: "tenant", Old: old.TenantId, Now: now.TenantId),
                   (Name: "roleArn", Old: old.RoleArn, Now: now.RoleArn),
                   (Name: "regions", Old: Written(old.Regions), Now: Written(now.Regions)),
                   (Name: "maxCallsPerAccountPerDay", Old: Written(old.MaxCallsPerDay), Now: Written(now.MaxCallsPerDay)),
                   (Name: "externalId", Old: old.ExternalId is null ? "none" : "one", Now: now.ExternalId is null ? "none" : old.ExternalId is not null && old.ExternalId != now.ExternalId ? "another" : "one"),
               }
               where change.Old != change.Now
               select new RosterChange(id, $"changed: {change.Name} from {change.Old} to {change.Now}", true);
    }

    private static string Written(IReadOnlyList<string>? regions) => regions is null ? "auto" : $"[{string.Join(", ", regions.Order(StringComparer.Ordinal))}]";

    private static string Written(int? calls) => calls?.ToString(CultureInfo.InvariantCulture) ?? "default";
}
