using RootWatch.Detection.Alerts;
using RootWatch.Detection.Posture;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>A check that could not be told in between does not hide a change: the last verdict that was one is remembered.</summary>
public sealed class PostureRegressedRule() : SituationRule(
    "RW-X07",
    "Posture regressed",
    Severity.High,
    "T1098",
    "Compare with the alerts of that time: who changed it and why. Put it back if nobody asked for it.",
    "A device or a trail that is being replaced."), IStandingRule, IStandingMemory
{
    // What of events makes a check fail, and what the call's name has in it. The others change without one that is read.
    private static readonly (string[] Checks, string Call, TraceKind[] Causes)[] Explained =
    [
        (["P01"], "", [TraceKind.MfaRemoved]),
        (["P02"], "", [TraceKind.MfaRemoved, TraceKind.MfaAdded]),
        (["P03"], "", [TraceKind.KeyCreated]),
        (["P04"], "UploadSigningCertificate", [TraceKind.Deed]),
        (["P05"], "", [TraceKind.Deed]),
        (["P08", "P09"], "AlternateContact", [TraceKind.ContactChanged]),
        (["P13", "P14", "P15"], "AccountPasswordPolicy", [TraceKind.Deed]),
        (["P16", "P17", "P18", "P19"], "", [TraceKind.TrailTouched]),
        (["P20"], "(config)", [TraceKind.Blinding]),
        (["P21"], "(guardduty)", [TraceKind.Blinding]),
        (["P22"], "(securityhub)", [TraceKind.Blinding]),
        (["P26"], "(iam)", [TraceKind.Blinding]),
    ];

    /// <summary>By the hour, as the moment of a reading is no property of what changed.</summary>
    public IEnumerable<Episode> Standing(StandingFacts facts) =>
        facts.State.PostureChanges.Count == 0 ? [] :
        from change in facts.State.PostureChanges
        where !change.Passes
        let at = change.CausedAt ?? change.At
        select new Episode($"{change.Check} {ShownTime.Hour(at)}", at, What(change)) { Begin = ShownTime.HourOf(at) };

    private static string What(PostureChange change) =>
        $"the posture check {ShownText.Of(change.Check, 16)}{TitleOf(change)} "
        + (change.Before is { } before ? $"passed at {ShownTime.Of(before)} and fails since {ShownTime.Of(change.At)}" : $"failed when first read at {ShownTime.Of(change.At)}")
        + (change.CausedAt is { } caused ? $", after an event of {ShownTime.Of(caused)}" : "");

    private static string TitleOf(PostureChange change) => PostureCatalogue.Find(change.Check) is { } check ? $" ({check.Title})" : "";

    public WatchState RememberStanding(StandingFacts facts)
    {
        var state = facts.State;
        if (facts.Situation.Posture.Count + state.Posture.Count == 0)
        {
            return state;
        }

        foreach (var reading in facts.Situation.Posture)
        {
            state = Remember(state, reading);
        }

        foreach (var reading in state.Posture)
        {
            state = reading.FailedFirstAt is { } first && CauseOf(state, reading.Check, facts.WatchedSince, first) is { } cause
                ? With(state, reading, reading with { FailedFirstAt = null }, new PostureChange(reading.Check, null, first, false) { CausedAt = cause })
                : state;
        }

        return state;
    }

    private static WatchState Remember(WatchState state, PostureReading reading)
    {
        var known = state.Posture.FirstOrDefault(other => other.Check == reading.Check);
        if (reading.Passes is not { } passes || reading.At <= known?.At || (known is null && state.Posture.Count >= WatchState.PostureChecksMax))
        {
            return state;
        }

        if (known?.Passes is not { } before || before == passes)
        {
            return With(state, known, reading with { FailedFirstAt = known is null ? passes ? null : reading.At : known.FailedFirstAt }, null);
        }

        var cause = passes ? null : CauseOf(state, reading.Check, known.At, reading.At);
        return With(state, known, reading, new PostureChange(reading.Check, known.At, reading.At, passes) { CausedAt = cause });
    }

    private static WatchState With(WatchState state, PostureReading? known, PostureReading reading, PostureChange? change) => state with
    {
        Posture = [.. state.Posture.Where(other => other != known), reading],
        PostureChanges = change is null ? state.PostureChanges : [.. state.PostureChanges.Append(change).TakeLast(WatchState.PostureChangesMax)],
    };

    /// <summary>The first that happened in that time, whole seconds as CloudTrail tells them.</summary>
    private static DateTimeOffset? CauseOf(WatchState state, string check, DateTimeOffset since, DateTimeOffset until)
    {
        var all = from explained in Explained
                  where explained.Checks.Contains(check)
                  from kind in explained.Causes
                  from entry in state.Trace.Of(kind)
                  where entry.Second >= since.ToUnixTimeSeconds() && entry.Time <= until && entry.Detail.Contains(explained.Call, StringComparison.Ordinal)
                  select entry;
        return all.Min(TraceEntry.Order)?.Time;
    }
}
