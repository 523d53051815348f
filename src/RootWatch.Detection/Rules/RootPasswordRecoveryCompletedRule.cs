using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class RootPasswordRecoveryCompletedRule() : Rule(
    "RW-C02",
    "Root password recovery completed",
    Severity.Critical,
    "T1098, T1078.004",
    "Whoever did this holds root's password now. Ask the owner; if nobody did it: recover the password yourself, secure root's mailbox, check MFA and access keys, and open a case with AWS support.",
    RuleTouch.Recovery,
    falsePositives: "As RW-C01, which came before it.")
{
    public override RuleReach Reach { get; } = RuleReach.Anyone(SignIn.Source, "PasswordRecoveryCompleted");

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        e.Is(SignIn.Source, "PasswordRecoveryCompleted")
            ? Found(e, "had its password recovered", "had a password recovery tried")
            : null;
}
