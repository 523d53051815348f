using RootWatch.Detection.Alerts;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>
/// A single refusal may be a slip; two that are half a minute apart are none. Once for each stretch of blindness, and once
/// for each in it in which the home region goes dark after it was read again.
/// </summary>
public sealed class BlindRule() : SituationRule(
    "RW-X04",
    "Blind: cannot assume or read",
    Severity.Critical,
    "T1562.001",
    $"{Unseen} Look at the role, its trust and the organisation's policies. {Later}",
    "A role that is being replaced, an outage of AWS or of our own network."), IStandingRule, IStandingMemory
{
    private const string Unseen = "Nobody sees what root does there.";
    private const string Later = "What happens meanwhile is read later if access comes back within 90 days.";

    private static readonly RuleThreshold Intervals = new("intervals", 3, 2, 60, "intervals of reading without one that succeeded");
    private static readonly RuleThreshold Denial = new("refused-seconds", 30, 0, 3600, "seconds between the first refusal and the latest");

    private static readonly TimeSpan RootBefore = TimeSpan.FromMinutes(60);

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [Intervals, Denial];

    public IEnumerable<Episode> Standing(StandingFacts facts) =>
        Since(facts) is not { } since ? []
            : [
                Of(facts, facts.Situation.Sight!, KeyOf(since), since, "it cannot be read"),
                .. HomeSince(facts, facts.State) is { } home ? [Of(facts, facts.Situation.HomeSight!, HomeKeyOf(home), home, "its home region cannot be read either")] : Array.Empty<Episode>(),
            ];

    public WatchState RememberStanding(StandingFacts facts)
    {
        if (Since(facts) is not { } since)
        {
            return facts.State;
        }

        var state = facts.State.BlindSince >= since ? facts.State : facts.State with { BlindSince = since, BlindToldAt = facts.Now };
        return HomeSince(facts, state) is { } home && !(state.HomeBlindSince >= home) ? state with { HomeBlindSince = home } : state;
    }

    /// <summary>Of the episode of an account that cannot be read since then.</summary>
    public static string KeyOf(DateTimeOffset since) => ShownTime.Of(since);

    /// <summary>Of the episode of a home region that could be read after the account's was told, and cannot since then.</summary>
    public static string HomeKeyOf(DateTimeOffset since) => $"home {ShownTime.Of(since)}";

    private static Episode Of(StandingFacts facts, Sight sight, string key, DateTimeOffset since, string what) =>
        new(key, since, $"{what} since {ShownTime.Of(since)}{AfterRoot(facts, since)}{Because(sight)}")
        {
            Cause = sight.Cause,
            Region = sight.Region,
            Advice = sight.Remedy.Length > 0 ? $"{Unseen} {ShownText.Of(sight.Remedy, 300)}. {Later}" : null,
        };

    /// <summary>Null: it can be read, or it is too early to say.</summary>
    private DateTimeOffset? Since(StandingFacts facts) =>
        facts.Situation.Sight is { } sight && (IsDark(sight, facts) || IsDark(facts.Situation.HomeSight, facts)) ? sight.LastGoodAt : null;

    /// <summary>
    /// Null as well if it was not read since the account's stretch was told: then it is part of that. A region that is closed
    /// for ever must not hide that the account goes dark altogether.
    /// </summary>
    private DateTimeOffset? HomeSince(StandingFacts facts, WatchState told) =>
        facts.Situation.HomeSight is { } home && IsDark(home, facts) && home.ReadAt > (told.BlindToldAt ?? told.BlindSince) ? home.LastGoodAt : null;

    private bool IsDark(Sight? sight, StandingFacts facts) =>
        sight is not null && (sight.RefusedLastAt - sight.RefusedSince >= TimeSpan.FromSeconds(facts.Settings.Of(this, Denial)) || IsOverdue(sight, facts));

    private bool IsOverdue(Sight sight, StandingFacts facts) =>
        facts.Now - sight.LastGoodAt > sight.Interval * facts.Settings.Of(this, Intervals);

    /// <summary>Whoever took root over may well have done this, too.</summary>
    private static string AfterRoot(StandingFacts facts, DateTimeOffset since) =>
        facts.State.Trace.Of(TraceKind.Use).LastOrDefault(use => use.Time >= since - RootBefore) is { } use
            ? $", and root was active at {ShownTime.Of(use.Time)}"
            : "";

    private static string Because(Sight sight) => sight.Reason.Length > 0 ? $": {ShownText.Of(sight.Reason, 200)}" : "";
}
