using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>Any caller. The tails of root and of sign-ins show only root's own calls; a scan and a full tail show all.</summary>
public sealed class TrailStoppedRule() : Rule(
    "RW-D01",
    "Trail stopped",
    Severity.Critical,
    "T1562.008",
    "Start logging again, then find out who stopped it and what they did since: LookupEvents still shows management events.",
    RuleTouch.Guards,
    falsePositives: "A trail that is taken down for another; see whether an organisation trail goes on.")
{
    public override RuleReach Reach { get; } = RuleReach.Anyone(Trail.Source, "StopLogging");

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        e.Is(Trail.Source, "StopLogging") ? Found(e, "stopped a CloudTrail trail", "tried to stop a CloudTrail trail") : null;
}
