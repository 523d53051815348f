using RootWatch.Detection.Alerts;
using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Rules;

/// <summary>A check that could not be told in between does not hide a change: the last verdict that was one is remembered.</summary>
public sealed class PostureRegressedRule() : SituationRule(
    "RW-X07",
    "Posture regressed",
    Severity.High,
    "T1098",
    "Compare with the alerts of that time: who changed it and why. Put it back if nobody asked for it.",
    "A device or a trail that is being replaced.")
{
    public override IEnumerable<Episode> Standing(StandingFacts facts) =>
        from change in facts.State.PostureChanges
        where !change.Passes
        select new Episode(
            $"{change.Check} {ShownTime.Of(change.At)}", change.At,
            $"the posture check {ShownText.Of(change.Check, 16)}{TitleOf(change)} passed at {ShownTime.Of(change.Before)} and fails since {ShownTime.Of(change.At)}");

    private static string TitleOf(PostureChange change) => PostureCatalogue.Find(change.Check) is { } check ? $" ({check.Title})" : "";

    public override WatchState RememberStanding(StandingFacts facts)
    {
        var state = facts.State;
        foreach (var reading in facts.Situation.Posture)
        {
            state = Remember(state, reading);
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

        state = state with { Posture = [.. state.Posture.Where(other => other != known), reading] };
        return known?.Passes is not { } before || before == passes ? state : state with
        {
            PostureChanges = [.. state.PostureChanges.Append(new PostureChange(reading.Check, known.At, reading.At, passes)).TakeLast(WatchState.PostureChangesMax)],
        };
    }
}
