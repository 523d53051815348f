using RootWatch.Detection.Alerts;
using RootWatch.Detection.Rules;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Tenants;

public sealed record TenantStep(TenantState State, IReadOnlyList<Alert> Alerts);

/// <summary>
/// As <see cref="AccountWatch"/>, over the accounts of one tenant. Facts may come in any order and more than once; the same
/// alerts come of them. Pure.
/// </summary>
public static class TenantWatch
{
    /// <summary>How far back a source is remembered from the newest sign-in: the window, and what may arrive late.</summary>
    private static readonly TimeSpan Memory = TimeSpan.FromDays(3);

    private static readonly CampaignRule Campaigns = RuleCatalogue.All.OfType<CampaignRule>().Single();

    private static readonly TraceKind BlindKind = new("blind", [], HourFirst: 500, HourLast: 500, CountMax: 1000, ByDetail: true);
    private static readonly TraceKind SeenKind = new("seen", [], HourFirst: 500, HourLast: 500, CountMax: 1000, ByDetail: true);

    /// <param name="tenant">Its account id is empty.</param>
    /// <param name="accountCount">How many accounts of the tenant are watched.</param>
    public static TenantStep Advance(TenantState state, WatchSubject tenant, int accountCount, IReadOnlyList<TenantFact> facts, DateTimeOffset now)
    {
        // What an address does is looked at by the campaign's rule alone.
        var expected = tenant.Settings.ExpectedOf(Campaigns);
        foreach (var fact in facts.Where(fact => !expected.ExpectsNetwork(fact.Address, fact.Asn)).OrderBy(fact => fact.At).ThenBy(fact => fact.Key, StringComparer.Ordinal))
        {
            state = Take(state, fact);
        }

        state = WithoutOld(state);
        var alerts = new List<Alert>();
        foreach (var rule in RuleCatalogue.All.OfType<FleetRule>())
        {
            state = rule.Remember(state, tenant.Settings);
            foreach (var episode in rule.Episodes(state, tenant.Settings, accountCount))
            {
                if (state.Told.Contains(rule.Id, episode.Key, episode.Begin, rule.ToldMax))
                {
                    continue;
                }

                state = state with { Told = state.Told.With(rule.Id, episode.Key, episode.Begin, rule.ToldMax) };
                var finding = Finding.Of(rule, episode);
                if (tenant.Settings.IsEnabled(rule))
                {
                    alerts.Add(AlertWriter.Write(tenant, finding with { Severity = tenant.Settings.SeverityOf(finding) }, episode, now));
                }
            }
        }

        // Only now, so that nothing is dropped of which a rule has something to tell.
        return new TenantStep(Bounded(state), alerts);
    }

    public static IReadOnlyList<TraceEntry> BlindAccounts(TenantState state) => state.Blind.Of(BlindKind);

    public static IReadOnlyList<TraceEntry> SeenAccounts(TenantState state) => state.Seen.Of(SeenKind);

    private static TenantState Take(TenantState state, TenantFact fact)
    {
        var second = fact.At.ToUnixTimeSeconds();
        var key = TraceEntry.KeyOf($"{fact.AccountId} {fact.Key}");
        if (fact.Kind == TenantFactKind.Blind)
        {
            return state with { Blind = With(state.Blind, BlindKind, new TraceEntry(second, key, $"{fact.AccountId} {fact.Cause}".TrimEnd())) };
        }

        if (fact.Kind == TenantFactKind.Seen)
        {
            return state with { Seen = With(state.Seen, SeenKind, new TraceEntry(second, key, $"{fact.AccountId} {fact.Cause}".TrimEnd())) };
        }

        var sources = state.Sources;
        if (fact.Address.Length > 0)
        {
            sources = With(sources, KindOf("ip " + fact.Address), new TraceEntry(second, key, fact.AccountId));
        }

        if (fact.Provenance.Length > 0)
        {
            sources = With(sources, KindOf("as " + fact.Provenance), new TraceEntry(second, key, $"{fact.AccountId} {TraceEntry.KeyOf(fact.Address)}"));
        }

        return state with { Sources = sources };
    }

    private static Trace With(Trace trace, TraceKind kind, TraceEntry entry)
    {
        var after = trace.With(kind, entry);
        return ReferenceEquals(after, trace) ? trace : after.Bounded(kind, entry);
    }

    private static TraceKind KindOf(string source) =>
        new(ShownText.Of(source, 96), [], HourFirst: 64, HourLast: 64, CountMax: 256, ByDetail: true);

    private static TenantState WithoutOld(TenantState state)
    {
        var entries = state.Sources.Entries;
        if (entries.Count == 0)
        {
            return state;
        }

        var oldest = entries.Values.Max(list => list[^1].Second) - (long)Memory.TotalSeconds;
        return state with { Sources = Of(entries.Where(source => source.Value[^1].Second >= oldest)) };
    }

    /// <summary>
    /// Sources that met few accounts go first: one that rotates its addresses must not push out a campaign. Nor must
    /// campaigns that were told of push out one that is still to be found, so they have half of the places.
    /// </summary>
    private static TenantState Bounded(TenantState state)
    {
        if (state.Campaigns.Count > TenantState.CampaignsMax)
        {
            state = state with { Campaigns = [.. state.Campaigns.TakeLast(TenantState.CampaignsMax)] };
        }

        if (state.Sources.Entries.Count <= TenantState.SourcesMax)
        {
            return state;
        }

        var ranked = state.Sources.Entries
            .OrderByDescending(source => source.Value.Select(entry => entry.Detail).Distinct(StringComparer.Ordinal).Count())
            .ThenByDescending(source => source.Value[^1].Second)
            .ThenBy(source => source.Key, StringComparer.Ordinal)
            .ToLookup(source => Campaigns.IsTold(state, source.Key, source.Value[^1].Time));
        var told = ranked[true].Take(TenantState.SourcesMax / 2).ToArray();
        return state with { Sources = Of(told.Concat(ranked[false].Take(TenantState.SourcesMax - told.Length))) };
    }

    private static Trace Of(IEnumerable<KeyValuePair<string, IReadOnlyList<TraceEntry>>> sources) =>
        new() { Entries = new Dictionary<string, IReadOnlyList<TraceEntry>>(sources) };
}
