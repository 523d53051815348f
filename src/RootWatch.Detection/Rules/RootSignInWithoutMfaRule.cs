using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>Fires beside RW-S01, which every successful sign-in raises: each rule that matches makes its own record.</summary>
public sealed class RootSignInWithoutMfaRule() : Rule(
    "RW-S02",
    "Root sign-in without MFA",
    Severity.Critical,
    "T1078.004",
    "Anyone who knows the password can do the same. Confirm with the owner who signed in; then register a hardware MFA device for root, or have the organisation remove root's credentials. If nobody did: change the password first.",
    falsePositives: "None: even a planned sign-in should have used MFA.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        SignIn.IsRootSuccess(e, facts) && !SignIn.UsedMfa(e) ? Found("signed in to the console without MFA") : null;
}
