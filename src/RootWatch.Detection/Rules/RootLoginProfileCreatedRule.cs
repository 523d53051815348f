using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>In an AssumeRoot session this is the task IAMCreateRootUserPassword: it gives a member account its root password back.</summary>
public sealed class RootLoginProfileCreatedRule() : Rule(
    "RW-C14",
    "Root login profile created",
    Severity.Critical,
    "T1078.004, T1098",
    "Root can sign in with a password again. Find the approval; if there is none, delete root's credentials from the management account and look at who took the session.",
    RuleTouch.Credentials,
    falsePositives: "A member account that is given its root password back for one task that needs it.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        RootTarget.IsOwn(e, facts, "CreateLoginProfile")
            ? Found(e, "created a login profile for root", "tried to create a login profile for root")
            : null;
}
