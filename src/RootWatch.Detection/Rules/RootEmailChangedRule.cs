using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class RootEmailChangedRule() : Rule(
    "RW-C04",
    "Root email changed",
    Severity.Critical,
    "T1098",
    "Recovery links go to the new address. Compare it with your records; if it is not yours, open a case with AWS support at once and, in an organisation, set the address back from the management account.",
    RuleTouch.Credentials | RuleTouch.Recovery,
    falsePositives: "A move of the mailbox that somebody approved.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        facts.Root.IsRoot && e.Is(SignIn.Source, "EmailUpdated")
            ? Found(e, "changed its e-mail address", "tried to change its e-mail address")
            : null;
}
