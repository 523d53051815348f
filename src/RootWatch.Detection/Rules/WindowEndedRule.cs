using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Rules;

/// <summary>Once for each window, whether it was closed or its time had come.</summary>
public sealed class WindowEndedRule() : SituationRule(
    "RW-G12",
    "Emergency window closed",
    Severity.Low,
    "T1078.004",
    "See that root is signed out and its password rotated, then review what was done: rootwatch window show, rootwatch window review.",
    "None: it tells that the review begins."), IStandingRule
{
    public IEnumerable<Episode> Standing(StandingFacts facts) =>
        facts.Situation.Emergencies is not { } plan ? [] :
        from window in plan.Windows
        where facts.Now >= window.EndsAt
        let due = ((ReviewOverdueRule)RuleCatalogue.All.First(rule => rule is ReviewOverdueRule)).DueOf(window, facts.Settings)
        select new Episode(
            window.Id, window.EndsAt,
            $"the emergency window {ShownText.Of(window.Id, 64)} {(window.ClosedBy.Length > 0 ? $"was closed by {ShownText.Of(window.ClosedBy, 64)}" : "ran out")} at {ShownTime.Of(window.EndsAt)}, and is to be reviewed by {ShownTime.Of(due)}");
}
