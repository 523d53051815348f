using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class RootSignInFailedRule() : Rule(
    "RW-S03",
    "Root sign-in failed",
    Severity.Low,
    "T1110",
    "One failure followed by a success from the same address is ordinary. Several, or an address that nobody knows: ask the owner, and make sure that root has MFA and that nobody else reads root's mailbox.",
    falsePositives: "The owner mistyped; a program with an old password.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        SignIn.IsRootFailure(e, facts) ? Found("failed to sign in to the console") : null;
}
