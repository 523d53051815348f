using RootWatch.Detection.Alerts;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>
/// What changed must have been done by somebody, and what was done must show. One of the two ways to look is lied to, or
/// blind. Checks that CloudTrail's events do not decide are not compared.
/// </summary>
public sealed class PostureDisagreesRule() : SituationRule(
    "RW-X08",
    "Posture and events disagree",
    Severity.High,
    "T1562.008",
    "Look at the account in the console: which of the two is true. If an event is missing, look for gaps in reading and at the trail; if the posture is wrong, read it again.",
    "AWS answers from a cache that is hours old, as the credential report does."), IStandingRule
{
    private static readonly RuleThreshold Patience = new("minutes", 60, 15, 1440, "between a change of posture and the event that explains it, or the other way round");

    /// <summary>Checks by what makes them fail and, if a rule sees it, what makes them pass again; and whether that is root's alone to do.</summary>
    private static readonly (string Check, TraceKind Broken, TraceKind? Mended, bool IsRootsAlone)[] Explained =
    [
        ("P01", TraceKind.MfaRemoved, TraceKind.MfaAdded, true),
        ("P03", TraceKind.KeyCreated, TraceKind.KeyRemoved, true),
        ("P16", TraceKind.TrailTouched, null, false),
    ];

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [Patience];

    public IEnumerable<Episode> Standing(StandingFacts facts)
    {
        if (facts.State.Posture.Count == 0 && facts.State.PostureChanges.Count == 0)
        {
            return [];
        }

        var patience = TimeSpan.FromMinutes(facts.Settings.Of(this, Patience));
        return [.. Unexplained(facts, patience), .. Invisible(facts, patience)];
    }

    private static IEnumerable<Episode> Unexplained(StandingFacts facts, TimeSpan patience) =>
        from change in facts.State.PostureChanges
        where change.At + patience <= facts.Now
        from explained in Explained
        where explained.Check == change.Check && (explained.IsRootsAlone || facts.Situation.ShowsOthers)
        let kind = change.Passes ? explained.Mended : explained.Broken
        where kind is not null && !facts.State.Trace.Of(kind).Any(entry => entry.Time >= (change.Before ?? change.CausedAt) - patience && entry.Time <= change.At + patience)
        select new Episode(
            $"unexplained {change.Check} {ShownTime.Of(change.At)}", change.At,
            $"the posture check {change.Check} {(change.Passes ? "passes" : "fails")} since {ShownTime.Of(change.At)}, and no event shows who did it");

    /// <summary>Nothing undid it meanwhile, and the check still passes when read long enough after.</summary>
    private static IEnumerable<Episode> Invisible(StandingFacts facts, TimeSpan patience) =>
        from explained in Explained
        from reading in facts.State.Posture
        where reading.Check == explained.Check && reading.Passes == true
        from broken in facts.State.Trace.Of(explained.Broken)
        where broken.Time + patience <= reading.At
            && broken.Time + facts.Lateness <= facts.Now
            && explained.Mended is { } mending
            && !facts.State.Trace.Of(mending).Any(mended => mended.Time >= broken.Time)
            && !facts.State.PostureChanges.Any(change => change.Check == explained.Check && change.At >= broken.Time)
        select new Episode(
            $"invisible {explained.Check} {broken.Key}", broken.Time,
            $"an event of {ShownTime.Of(broken.Time)} should have made the posture check {explained.Check} fail, and it passed at {ShownTime.Of(reading.At)}");
}
