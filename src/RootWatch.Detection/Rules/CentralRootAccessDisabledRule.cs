using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class CentralRootAccessDisabledRule() : Rule(
    "RW-O05",
    "Central root access disabled",
    Severity.Critical,
    "T1562",
    "Enable it again. Then look in the members: who could sign in as root or recover a password meanwhile?",
    RuleTouch.Guards,
    falsePositives: "None known: nobody goes back to root passwords in every member.")
{
    public override RuleReach Reach { get; } = RuleReach.Anyone(RootTarget.Source, "DisableOrganizationsRootCredentialsManagement", "DisableOrganizationsRootSessions");

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        Reach.Covers(e) ? Found(e, $"turned central root access off with {ShownCall.Of(e)}", $"tried to turn central root access off with {ShownCall.Of(e)}") : null;
}
