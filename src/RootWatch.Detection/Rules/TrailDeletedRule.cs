using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class TrailDeletedRule() : Rule(
    "RW-D02",
    "Trail deleted",
    Severity.Critical,
    "T1562.008",
    "Create the trail again with the same bucket, then find out who deleted it and what they did since.",
    RuleTouch.Guards,
    falsePositives: "A trail that is replaced, or taken down with a test account.")
{
    public override RuleReach Reach { get; } = RuleReach.Anyone(Trail.Source, "DeleteTrail");

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        e.Is(Trail.Source, "DeleteTrail") ? Found(e, "deleted a CloudTrail trail", "tried to delete a CloudTrail trail") : null;
}
