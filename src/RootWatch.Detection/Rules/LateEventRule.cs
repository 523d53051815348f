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

    public IEnumerable<Episode> Standing(StandingFacts facts)
    {
        var account = SeesAgain(facts.Situation.Sight, facts.State.BlindSince);
        var home = SeesAgain(facts.Situation.HomeSight, facts.State.HomeBlindSince);
        return account is null && home is null ? []
            : [
                .. account is { } since ? [Of(facts.Situation.Sight!, "seen " + ShownTime.Of(since), since, BlindRule.KeyOf(since), "it")] : Array.Empty<Episode>(),
                .. home is { } begin ? [Of(facts.Situation.HomeSight!, "seen home " + ShownTime.Of(begin), begin, BlindRule.HomeKeyOf(begin), "its home region")] : Array.Empty<Episode>(),
            ];
    }

    private static Episode Of(Sight sight, string key, DateTimeOffset since, string closes, string what) =>
        new(
            key, sight.LastGoodAt,
            $"{what} can be read again since {ShownTime.Of(sight.LastGoodAt)}, after it could not be from {ShownTime.Of(since)}; "
                + (sight.HasLost ? "part of that time is lost" : "that time is read, too"))
        { Begin = since, Closes = ("RW-X04", closes), Region = sight.Region };

    /// <summary>Since when it did not; null: it still does not, or always did.</summary>
    private static DateTimeOffset? SeesAgain(Sight? sight, DateTimeOffset? told) =>
        sight is { RefusedSince: null } && sight.LastGoodAt > told ? told : null;
}
