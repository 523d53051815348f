using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

public sealed class PasswordReuseCheck() : PostureCheck(
    "P14",
    "IAM users' passwords are not used again",
    Severity.Low,
    "IAM, Account settings: prevent the reuse of the last passwords.",
    PostureReferences.Of(cis: "1.9/1.9/1.9/1.8/2.8", hub: "IAM.16"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) => facts.PasswordPolicy.Judge(now, policy =>
        policy is null ? Verdict.Fail("no password policy")
        : Verdict.Of(policy.ReusePrevention >= settings.PasswordReuseMin, $"PasswordReusePrevention = {policy.ReusePrevention?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "none"}, wanted {settings.PasswordReuseMin}"));
}
