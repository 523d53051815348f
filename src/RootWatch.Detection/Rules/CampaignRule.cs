using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Tenants;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>
/// Told once for each source and calendar month: a campaign may go on for weeks, and a day or an account more is no news.
/// Its list of accounts goes on growing in the tenant's state. A botnet has as many sources as it likes: so many of a month
/// are told by name, and of all further ones that there are such, once.
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

    /// <summary>Sources that are told by name in a calendar month.</summary>
    public const int NamedMax = 500;

    /// <summary>Of two months, since sign-ins come late and the one before has not ended when the next one begins.</summary>
    public override int ToldMax => 2 * (NamedMax + 1);

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [Accounts];

    public override TenantState Remember(TenantState state, DetectionSettings settings)
    {
        var campaigns = state.Campaigns.ToDictionary(campaign => campaign.Key, StringComparer.Ordinal);
        foreach (var (source, entries) in state.Sources.Entries)
        {
            foreach (var crowd in Crowds(source, entries, (int)settings.Of(this, Accounts)))
            {
                var key = KeyOf(source, crowd[^1].Time);
                var known = campaigns.GetValueOrDefault(key);
                campaigns[key] = new Campaign(
                    key, source,
                    known?.LastAt > crowd[^1].Time ? known.LastAt : crowd[^1].Time,
                    [.. (known?.Accounts ?? []).Concat(crowd.Select(Account)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Take(TenantState.CampaignAccountsMax)]);
            }
        }

        return state with
        {
            Campaigns = [.. campaigns.Values.OrderBy(campaign => campaign.LastAt).ThenBy(campaign => campaign.Key, StringComparer.Ordinal)],
        };
    }

    public override IEnumerable<Episode> Episodes(TenantState state, DetectionSettings settings, int accountCount)
    {
        var untold = state.Campaigns.Where(campaign => !IsTold(state, campaign.Source, campaign.LastAt));
        foreach (var month in untold.GroupBy(campaign => ShownTime.MonthOf(campaign.LastAt)))
        {
            var named = state.Told.ByRule.GetValueOrDefault(Id, []).Count(told => ShownTime.MonthOf(told.Time) == month.Key);
            var left = Math.Max(0, NamedMax - named);
            foreach (var campaign in month.Take(left))
            {
                yield return new Episode(campaign.Key, campaign.LastAt, Tell(campaign)) { Begin = month.Key };
            }

            if (month.Skip(left).FirstOrDefault() is { } next)
            {
                yield return new Episode(KeyOf("further sources", month.Key), next.LastAt, TellFurther(next)) { Begin = month.Key };
            }
        }
    }

    /// <summary>Whether a person was told of what the source did in the month of that time.</summary>
    internal bool IsTold(TenantState state, string source, DateTimeOffset at) =>
        state.Told.Contains(Id, KeyOf(source, at), ShownTime.MonthOf(at), ToldMax);

    private static string KeyOf(string source, DateTimeOffset at) => $"{source} {ShownTime.Month(at)}";

    /// <summary>What one address does is told of the address; a network and agent have to show two.</summary>
    private static IEnumerable<ArraySegment<TraceEntry>> Crowds(string source, IReadOnlyList<TraceEntry> entries, int count) =>
        Sequences.Crowds(entries, Window, crowd =>
            crowd.Select(Account).Distinct(StringComparer.Ordinal).Count() >= count
            && (source.StartsWith("ip ", StringComparison.Ordinal) || crowd.Select(entry => entry.Detail.Split(' ')[^1]).Distinct(StringComparer.Ordinal).Count() > 1));

    private static string Account(TraceEntry entry) => entry.Detail.Split(' ')[0];

    private static string TellFurther(Campaign next) => string.Create(
        CultureInfo.InvariantCulture,
        $"more than {NamedMax} sources in {ShownTime.Month(next.LastAt)} signed in as root, or tried to, to several accounts each; further ones are not told one by one until the month is over, of which the first is {ShownText.Of(next.Source, 96)}");

    private static string Tell(Campaign campaign)
    {
        var more = campaign.Accounts.Count - ListedMax;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{ShownText.Of(campaign.Source, 96)} signed in as root, or tried to, to {campaign.Accounts.Count} accounts within a day: {string.Join(", ", campaign.Accounts.Take(ListedMax).Select(account => ShownText.Of(account, 16)))}{(more > 0 ? $" and {more} more" : "")}");
    }
}
