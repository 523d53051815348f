using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class MonitoringPermissionsCutRule() : Rule(
    "RW-X03",
    "Monitoring permissions cut",
    Severity.Critical,
    "T1562.001",
    "Compare the role's policies and boundary with deploy/aws/rootwatch-role.yaml and put back what is missing.",
    RuleTouch.Guards,
    falsePositives: "An update of the role that you are making yourself.")
{
    private static readonly string[] Cuts =
        ["DetachRolePolicy", "DeleteRolePolicy", "PutRolePolicy", "PutRolePermissionsBoundary", "UpdateRole", "AttachRolePolicy"];

    public override RuleReach Reach { get; } = MonitoringRole.Reach(Cuts);

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        Cuts.Any(name => MonitoringRole.IsTarget(e, facts, name)) && !(e.EventName == "AttachRolePolicy" && IsHarmless(e.Parameter("policyArn")))
            ? Found(e, $"changed the permissions of RootWatch's own role with {ShownCall.Of(e)}", $"tried to change the permissions of RootWatch's own role with {ShownCall.Of(e)}")
            : null;

    /// <summary>What a customer's own policy says, the record does not tell.</summary>
    private static bool IsHarmless(string policyArn) =>
        policyArn.Contains(":iam::aws:policy/", StringComparison.Ordinal)
        && !policyArn.Contains("Deny", StringComparison.OrdinalIgnoreCase)
        && !policyArn.Contains("Quarantine", StringComparison.OrdinalIgnoreCase);
}
