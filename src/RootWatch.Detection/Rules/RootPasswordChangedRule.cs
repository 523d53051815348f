using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class RootPasswordChangedRule() : Rule(
    "RW-C03",
    "Root password changed",
    Severity.High,
    "T1098",
    "A change of root's password needs an approval. Find it; if there is none, recover the password from root's mailbox and end what the new holder began.",
    RuleTouch.Credentials,
    falsePositives: "The rotation after an emergency, or on schedule.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        facts.Root.IsRoot && e.Is(SignIn.Source, "PasswordUpdated") && e.TookEffect
            ? Found("changed its password")
            : null;
}
