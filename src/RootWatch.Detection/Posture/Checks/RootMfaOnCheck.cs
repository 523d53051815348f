using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

public sealed class RootMfaOnCheck() : PostureCheck(
    "P01",
    "Root has MFA",
    Severity.Critical,
    "Sign in as root and register MFA, hardware or a passkey, under Security credentials; or have the organization take root's credentials away.",
    PostureReferences.Of(cis: "1.5/1.5/1.5/1.4/2.4", hub: "IAM.9", wa: "SEC01-BP02"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) => facts.Summary.Judge(now, summary =>
        summary!.MfaEnabled ? Verdict.Pass("AccountMFAEnabled = 1")
        : summary.HasNoCredentials ? Verdict.Pass("root has no password, no access key and no certificate: nothing to protect")
        : Verdict.Fail("AccountMFAEnabled = 0"));
}
