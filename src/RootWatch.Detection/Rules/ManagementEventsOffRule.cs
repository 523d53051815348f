using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class ManagementEventsOffRule() : Rule(
    "RW-D04",
    "Management events turned off",
    Severity.Critical,
    "T1562.008",
    "Set the trail's event selectors back to all management events, then find out who changed them and what they did since.",
    RuleTouch.Guards,
    falsePositives: "A trail for data events alone, beside another that keeps management events.")
{
    public override RuleReach Reach { get; } = RuleReach.Anyone(Trail.Source, "PutEventSelectors");

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        e.Is(Trail.Source, "PutEventSelectors") && (e.KeepsManagementWrites == false || e.ParametersOmitted)
            ? Found(e, "took management events out of a CloudTrail trail", "tried to take management events out of a CloudTrail trail")
            : null;
}
