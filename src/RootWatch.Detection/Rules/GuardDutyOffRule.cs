using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class GuardDutyOffRule() : Rule(
    "RW-D07",
    "GuardDuty off",
    Severity.Critical,
    "T1562.001",
    "Turn the detector on again, in the region that the event names, then find out who turned it off and what they did since.",
    RuleTouch.Guards,
    falsePositives: "A region or account that is given up.")
{
    public override RuleReach Reach { get; } = RuleReach.Anyone(GuardDuty.Source, "DeleteDetector", "UpdateDetector");

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        e.Is(GuardDuty.Source, "DeleteDetector") ? Found(e, "deleted the GuardDuty detector", "tried to delete the GuardDuty detector")
            : e.Is(GuardDuty.Source, "UpdateDetector") && (e.ParameterFlag("enable") == false || e.ParametersOmitted)
                ? Found(e, "turned GuardDuty off", "tried to turn GuardDuty off")
            : null;
}
