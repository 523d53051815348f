using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>
/// Whatever is late is judged like all else; this says that the word given before, "everything up to here was read", did not
/// hold, or that sight is back. Once for each hour of what was late, and once for each stretch of blindness.
/// </summary>
public sealed class LateEventRule() : EpisodeOnlyRule(
    "RW-X06",
    "Event arrived late or gap closed",
    Severity.Low,
    "T1562.008",
    "Read the alerts of that time again: something was added to them. If it happens often, allow for more lateness.",
    "CloudTrail is late now and then."), IEpisodeRule, IStandingRule
{
    public IEnumerable<Episode> Episodes(CloudTrailEvent e, RuleFacts facts, TraceStep after) =>
        facts.Root.IsRoot && e.EventTime is { } time && time <= facts.Situation.ReadUpTo
            ? [new Episode($"late {ShownTime.Hour(time)}", time, $"{ShownCall.Of(e)} by root of {ShownTime.Of(time)} arrived after everything up to {ShownTime.Of(facts.Situation.ReadUpTo.Value)} was thought read") { Begin = ShownTime.HourOf(time) }]
            : [];

    public IEnumerable<Episode> Standing(StandingFacts facts) =>
        SeesAgain(facts, out var since)
            ? [new Episode(
                "seen " + ShownTime.Of(since), facts.Situation.Sight!.LastGoodAt,
                $"it can be read again since {ShownTime.Of(facts.Situation.Sight.LastGoodAt)}, after it could not be from {ShownTime.Of(since)}; "
                    + (facts.Situation.Sight.HasLost ? "part of that time is lost" : "that time is read, too"))
                { Begin = since, Closes = ("RW-X04", BlindRule.KeyOf(since)) }]
            : [];

    private static bool SeesAgain(StandingFacts facts, out DateTimeOffset since)
    {
        since = facts.State.BlindSince ?? default;
        return facts.State.BlindSince is { } told && facts.Situation.Sight is { } sight && sight.LastGoodAt > told && sight.RefusedSince is null;
    }
}
