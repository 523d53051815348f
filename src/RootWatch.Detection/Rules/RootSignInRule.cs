using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>
/// Also where the record does not say how a sign-in went, as blindness is worse than noise. Such a one is no success to any other rule,
/// and teaches nothing about root's habits.
/// </summary>
public sealed class RootSignInRule() : Rule(
    "RW-S01",
    "Root console sign-in succeeded",
    Severity.High,
    "T1078.004",
    "Ask the account's owner whether they signed in and what for. If nobody did: sign in as root, change the password, renew the MFA device, delete root access keys, and read what root did since.",
    falsePositives: "The owner at one of the few tasks that need root. Nobody else has a reason.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        SignIn.IsRootSuccess(e, facts) ? Found("signed in to the console")
        : SignIn.IsRootUnclear(e, facts) ? Found("signed in to the console, or tried to (the record does not say how it went)")
        : null;
}
