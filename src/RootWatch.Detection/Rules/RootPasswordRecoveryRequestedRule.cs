using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>Whatever came of it and whatever the record says of the caller: nobody is signed in yet.</summary>
public sealed class RootPasswordRecoveryRequestedRule() : Rule(
    "RW-C01",
    "Root password recovery requested",
    Severity.High,
    "T1078.004",
    "Ask the owner whether they forgot the password. If not: secure root's mailbox before anything else, as the reset link goes there, and check its forwarding rules.",
    RuleTouch.Recovery,
    falsePositives: "The owner forgot the password, or it is being rotated by way of the mailbox.")
{
    public override RuleReach Reach { get; } = RuleReach.Anyone(SignIn.Source, "PasswordRecoveryRequested");

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        e.Is(SignIn.Source, "PasswordRecoveryRequested") ? Found("had a password recovery requested") : null;
}
