using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class MonitoringTrustChangedRule() : Rule(
    "RW-X02",
    "Monitoring trust changed",
    Severity.Critical,
    "T1562.001",
    "Compare the trust policy with deploy/aws/rootwatch-role.yaml: it must name the monitoring principal and the external id, and nobody else.",
    RuleTouch.Guards,
    falsePositives: "A change of the external id or of the monitoring account that you are making yourself.")
{
    public override RuleReach Reach { get; } = MonitoringRole.Reach("UpdateAssumeRolePolicy");

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        MonitoringRole.IsTarget(e, facts, "UpdateAssumeRolePolicy")
            ? Found(e, "changed who may assume RootWatch's own role", "tried to change who may assume RootWatch's own role")
            : null;
}
