using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class RootMfaResynchronisedRule() : Rule(
    "RW-C13",
    "Root MFA resynchronised",
    Severity.Medium,
    "T1556.006",
    "Ask the owner whether their device had drifted.",
    RuleTouch.Credentials,
    falsePositives: "A device whose clock has drifted.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        RootTarget.IsOwn(e, facts, "ResyncMFADevice")
            ? Found(e, "resynchronised its MFA device", "tried to resynchronise its MFA device")
            : null;
}
