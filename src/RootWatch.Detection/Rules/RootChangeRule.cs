using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>Changes of root's own credentials raise their own rule besides. Sign-in events have rules of their own and are no change.</summary>
public sealed class RootChangeRule() : Rule(
    "RW-A01",
    "Root made a change",
    Severity.Medium,
    "T1078.004",
    "Ask the owner what it was for and why no role could do it. Undo what nobody asked for.",
    falsePositives: "A task that needs root: closing an account, a support plan, an S3 bucket that locked everyone out. In a new account, setting it up.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        facts.Root.Class == RootClass.Human && e.Succeeded && !e.IsSignIn && e.IsWrite
            ? Found($"changed something with {ShownCall.Of(e)}")
            : null;
}
