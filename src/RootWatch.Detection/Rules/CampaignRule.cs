using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Tenants;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>
/// Told once for each source and calendar month: a campaign may go on for weeks, and a day or an account more is no news.
/// Its list of accounts goes on growing in the tenant's state.
/// </summary>
public sealed class CampaignRule() : FleetRule(
    "RW-Q05",
    "Same source on many accounts",
    Severity.Critical,
    "T1110.003",
    "One party tries the root users of several of your accounts. Block the source where you can, make sure that every root has MFA, and look at each account in the list for a success.",
    "Your own people, who look after many accounts from one office or jump host.")
{
    private static readonly RuleThreshold Accounts = new("accounts", 3, 2, 100, "accounts whose root one source signed in to, or tried to, within 24 hours");
    private static readonly TimeSpan Window = TimeSpan.FromHours(24);
    private const int ListedMax = 80;

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [Accounts];

    public override TenantState Remember(TenantState state, DetectionSettings settings)
    {
        var campaigns = state.Campaigns.ToDictionary(campaign => campaign.Key, StringComparer.Ordinal);
        foreach (var (source, entries) in state.Sources.Entries)
        {
            foreach (var crowd in Crowds(source, entries, (int)settings.Of(this, Accounts)))
            {
                var key = $"{source} {crowd[^1].Time.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture)}";
                var known = campaigns.GetValueOrDefault(key);
                campaigns[key] = new Campaign(
                    key, source,
                    known?.LastAt > crowd[^1].Time ? known.LastAt : crowd[^1].Time,
                    [.. (known?.Accounts ?? []).Concat(crowd.Select(Account)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(TenantState.CampaignAccountsMax)]);
            }
        }

        return state with
        {
            Campaigns = [.. campaigns.Values.OrderBy(campaign => campaign.LastAt).ThenBy(campaign => campaign.Key, StringComparer.Ordinal).TakeLast(TenantState.CampaignsMax)],
        };
    }

    public override IEnumerable<Episode> Episodes(TenantState state, DetectionSettings settings, int accountCount) =>
        state.Campaigns.Select(campaign => new Episode(campaign.Key, campaign.LastAt, Tell(campaign)));

    /// <summary>What one address does is told of the address; a network and agent have to show two.</summary>
    private static IEnumerable<ArraySegment<TraceEntry>> Crowds(string source, IReadOnlyList<TraceEntry> entries, int count) =>
        Sequences.Crowds(entries, Window, crowd =>
            crowd.Select(Account).Distinct(StringComparer.Ordinal).Count() >= count
            && (source.StartsWith("ip ", StringComparison.Ordinal) || crowd.Select(entry => entry.Detail.Split(' ')[^1]).Distinct(StringComparer.Ordinal).Count() > 1));

    private static string Account(TraceEntry entry) => entry.Detail.Split(' ')[0];

    private static string Tell(Campaign campaign)
    {
        var more = campaign.Accounts.Count - ListedMax;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{ShownText.Of(campaign.Source, 96)} signed in as root, or tried to, to {campaign.Accounts.Count} accounts within a day: {string.Join(", ", campaign.Accounts.Take(ListedMax).Select(account => ShownText.Of(account, 16)))}{(more > 0 ? $" and {more} more" : "")}");
    }
}
