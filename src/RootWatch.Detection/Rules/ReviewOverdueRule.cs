using RootWatch.Detection.Alerts;
using RootWatch.Detection.Emergencies;
using RootWatch.Detection.Settings;

namespace RootWatch.Detection.Rules;

public sealed class ReviewOverdueRule() : SituationRule(
    "RW-G05",
    "Post-review overdue",
    Severity.Medium,
    "T1078.004",
    "Go through what was done in the window with somebody who did not do it, and record that it was reviewed.",
    "A review that was held and not recorded."), IStandingRule
{
    private static readonly RuleThreshold Patience = new("days", 7, 1, 90, "from the end of a window to its review");

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [Patience];

    /// <summary>By when a window has to be reviewed. Also one in which root was not seen: nobody else may say that all was seen.</summary>
    public DateTimeOffset DueOf(EmergencyWindow window, DetectionSettings settings) => window.EndsAt + TimeSpan.FromDays(settings.Of(this, Patience));

    public IEnumerable<Episode> Standing(StandingFacts facts) =>
        facts.Situation.Emergencies is not { } plan ? [] :
        from window in plan.Windows
        let due = DueOf(window, facts.Settings)
        where window.ReviewedAt is null && facts.Now >= due
        select new Episode(
            window.Id, due, $"what was done in the window {ShownText.Of(window.Id, 64)}, which ended at {ShownTime.Of(window.EndsAt)}, was not reviewed by {ShownTime.Of(due)}")
        { Begin = window.EndsAt };
}
