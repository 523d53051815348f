using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class CentralRootAccessEnabledRule() : Rule(
    "RW-O06",
    "Central root access enabled",
    Severity.Medium,
    "T1098",
    "Wanted in most organisations. Check who may call AssumeRoot: they are now root of every member, within the task policies.",
    falsePositives: "The set-up of central root access, once in an organisation's life.")
{
    public override RuleReach Reach { get; } = RuleReach.Anyone(RootTarget.Source, "EnableOrganizationsRootCredentialsManagement", "EnableOrganizationsRootSessions");

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        Reach.Covers(e) ? Found(e, $"turned central root access on with {ShownCall.Of(e)}", $"tried to turn central root access on with {ShownCall.Of(e)}") : null;
}
