using RootWatch.Detection.Alerts;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>A single refusal may be a slip; two that are half a minute apart are none. Once for each stretch of blindness.</summary>
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

    public IEnumerable<Episode> Standing(StandingFacts facts) => Since(facts) is { } since ? [Of(facts, facts.Situation.Sight!, since)] : [];

    public WatchState RememberStanding(StandingFacts facts) =>
        Since(facts) is { } since && !(facts.State.BlindSince >= since) ? facts.State with { BlindSince = since } : facts.State;

    /// <summary>Of the episode of an account that cannot be read since then.</summary>
    public static string KeyOf(DateTimeOffset since) => ShownTime.Of(since);

    private static Episode Of(StandingFacts facts, Sight sight, DateTimeOffset since) =>
        new(KeyOf(since), since, $"it cannot be read since {ShownTime.Of(since)}{AfterRoot(facts, since)}{Because(sight)}")
        {
            Cause = sight.Cause,
            Advice = sight.Remedy.Length > 0 ? $"{Unseen} {ShownText.Of(sight.Remedy, 300)}. {Later}" : null,
        };

    /// <summary>Null: it can be read, or it is too early to say.</summary>
    private DateTimeOffset? Since(StandingFacts facts)
    {
        if (facts.Situation.Sight is not { } sight)
        {
            return null;
        }

        var isRefused = sight.RefusedLastAt - sight.RefusedSince >= TimeSpan.FromSeconds(facts.Settings.Of(this, Denial));
        return isRefused || IsOverdue(sight, facts) ? sight.LastGoodAt : null;
    }

    private bool IsOverdue(Sight sight, StandingFacts facts) =>
        facts.Now - sight.LastGoodAt > sight.Interval * facts.Settings.Of(this, Intervals);

    /// <summary>Whoever took root over may well have done this, too.</summary>
    private static string AfterRoot(StandingFacts facts, DateTimeOffset since) =>
        facts.State.Trace.Of(TraceKind.Use).LastOrDefault(use => use.Time >= since - RootBefore) is { } use
            ? $", and root was active at {ShownTime.Of(use.Time)}"
            : "";

    private static string Because(Sight sight) => sight.Reason.Length > 0 ? $": {ShownText.Of(sight.Reason, 200)}" : "";
}
