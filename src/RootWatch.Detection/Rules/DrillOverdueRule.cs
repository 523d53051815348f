using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Rules;

public sealed class DrillOverdueRule() : SituationRule(
    "RW-G06",
    "Drill overdue or never run",
    Severity.Low,
    "T1078.004",
    "Try who hears of a sign-in of root and what they do: rootwatch drill start. To try the way in as well, open a window, sign in as root the way the plan says, sign out, rotate, review; and record it: rootwatch attest add.",
    "A drill that was held and not recorded."), IStandingRule
{
    private static readonly RuleThreshold Patience = new("days", 365, 30, 1095, "from one drill to the next");

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [Patience];

    public IEnumerable<Episode> Standing(StandingFacts facts)
    {
        if (facts.Situation.Emergencies is not { Since: { } since } plan)
        {
            return [];
        }

        if (plan.LastDrillAt is not { } last)
        {
            return [new Episode("never", since, "no drill of using root in an emergency was ever recorded")];
        }

        var due = last + TimeSpan.FromDays(facts.Settings.Of(this, Patience));
        return facts.Now >= due
            ? [new Episode(ShownTime.Of(last), due, $"the last drill of using root in an emergency was at {ShownTime.Of(last)}") { Begin = last }]
            : [];
    }
}
