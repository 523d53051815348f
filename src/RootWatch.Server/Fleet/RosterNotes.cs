using System.Globalization;
using RootWatch.Aws;
using RootWatch.Detection.Posture;
using RootWatch.Server.Accounts;
using static RootWatch.Server.Accounts.Times;

namespace RootWatch.Server.Fleet;

/// <summary>What is no mistake in accounts.yaml, and hardly what is meant.</summary>
internal static class RosterNotes
{
    /// <summary>AWS takes two characters; <c>rootwatch account add</c> makes 32.</summary>
    private const int ExternalIdLengthMin = 16;

    private const int NamedMax = 5;

    /// <param name="stsRegion">Where roles are assumed.</param>
    public static IEnumerable<string> Of(Roster roster, string stsRegion, DateTimeOffset now) =>
        [.. Partitions(roster, stsRegion), .. ExternalIds(roster), .. roster.Tenants.SelectMany(tenant => Exemptions(roster, tenant, now))];

    /// <summary>AWS's partitions share nothing: neither credentials nor roles of one are anything in another.</summary>
    private static IEnumerable<string> Partitions(Roster roster, string stsRegion)
    {
        string? own = AwsRegions.PartitionOf(stsRegion);
        IEnumerable<AccountRegistration> all = roster.Accounts.Values.Concat(roster.Organizations.Select(organization => organization.Asked));
        foreach (var others in all.Where(account => account.Partition() != own).GroupBy(account => account.Partition()).OrderBy(others => others.Key, StringComparer.Ordinal))
        {
            yield return $"roles are assumed in {stsRegion}, of the partition {own}, where AWS gives none of {others.Key}, as for {Named([.. others.DistinctBy(account => account.AccountId)])}: "
                + $"watch these with another server, with credentials of {others.Key} and AWS_REGION={AwsRegions.HomeRegionOf(others.Key)}";
        }
    }

    private static IEnumerable<string> ExternalIds(Roster roster)
    {
        AccountRegistration[] open = [.. roster.Accounts.Values.Where(account => account.ExternalId is null)];
        if (open.Length > 0)
        {
            yield return $"there is no external id for {Named(open)}: another customer who names the role there could have it read in his name";
        }

        AccountRegistration[] guessable = [.. roster.Accounts.Values.Where(account => account.ExternalId?.Length < ExternalIdLengthMin)];
        if (guessable.Length > 0)
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"the external id has fewer than {ExternalIdLengthMin} characters, which can be guessed, for {Named(guessable)}: 'openssl rand -hex 16' makes a better one, here and in the role");
        }
    }

    private static IEnumerable<string> Exemptions(Roster roster, TenantRegistration tenant, DateTimeOffset now)
    {
        // Of an organization's accounts the file knows nothing.
        bool isWhole = roster.Organizations.Count == 0;
        foreach (PostureExemption exemption in tenant.Settings.Posture.Exemptions)
        {
            string which = $"the exemption from {exemption.Check} of tenant '{tenant.TenantId}'{(exemption.AccountId is { } id ? $" for account {id}" : "")}";
            if (exemption.Until is { } until && until <= now)
            {
                yield return $"{which} ended at {Shown(until)}";
            }
            else if (isWhole && exemption.AccountId is { } account && roster.Accounts.GetValueOrDefault(account)?.TenantId != tenant.TenantId)
            {
                yield return $"{which} is of no use: the tenant has no such account";
            }
        }
    }

    private static string Named(AccountRegistration[] accounts)
    {
        string[] ids = [.. accounts.Select(account => account.AccountId).Order(StringComparer.Ordinal)];
        string named = string.Join(", ", ids.Take(NamedMax));
        return ids.Length <= NamedMax ? named : string.Create(CultureInfo.InvariantCulture, $"{named} and {ids.Length - NamedMax} more");
    }
}
