using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>Fires beside RW-S03. The record says MFAUsed only after the password was right.</summary>
public sealed class RootMfaFailedRule() : Rule(
    "RW-S06",
    "Password accepted, MFA failed",
    Severity.High,
    "T1621, T1078.004",
    "Whoever tried knows the password. Ask the owner whether they mistyped the code; if not, change root's password now.",
    falsePositives: "A code typed too late, or a device whose clock has drifted.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        SignIn.IsRootFailure(e, facts) && SignIn.UsedMfa(e) ? Found("gave the right password and failed at MFA") : null;
}
