using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class MonitoringRoleDeletedRule() : Rule(
    "RW-X01",
    "Monitoring role deleted",
    Severity.Critical,
    "T1562.001",
    "RootWatch sees nothing of the account any more. Make the role again from deploy/aws/rootwatch-role.yaml, then read what happened since: CloudTrail keeps it for 90 days.",
    RuleTouch.Guards,
    falsePositives: "An account that is taken out of RootWatch: take it out of accounts.yaml first.")
{
    public override RuleReach Reach { get; } = MonitoringRole.Reach("DeleteRole");

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        MonitoringRole.IsTarget(e, facts, "DeleteRole") ? Found(e, "deleted RootWatch's own role", "tried to delete RootWatch's own role") : null;
}
