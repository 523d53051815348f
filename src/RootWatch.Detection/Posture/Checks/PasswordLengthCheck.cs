using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

public sealed class PasswordLengthCheck() : PostureCheck(
    "P13",
    "IAM users' passwords are long",
    Severity.Medium,
    "IAM, Account settings: set the minimum length of passwords. It binds IAM users, not root.",
    PostureReferences.Of(cis: "1.8/1.8/1.8/1.7/2.7", hub: "IAM.7, IAM.15"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) => facts.PasswordPolicy.Judge(now, policy =>
        policy is null ? Verdict.Fail("no password policy")
        : Verdict.Of(policy.MinimumLength >= settings.PasswordLengthMin, $"MinimumPasswordLength = {policy.MinimumLength}, wanted {settings.PasswordLengthMin}"));
}
