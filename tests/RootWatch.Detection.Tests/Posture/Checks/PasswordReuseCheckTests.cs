using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class PasswordReuseCheckTests() : PostureCheckTest("P14")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All with { PasswordPolicy = GoodFacts.Known(GoodFacts.Passwords with { ReusePrevention = 23 }) }, "PasswordReusePrevention = 23"),
        (GoodFacts.All with { PasswordPolicy = GoodFacts.Known(GoodFacts.Passwords with { ReusePrevention = null }) }, "PasswordReusePrevention = none"),
        (GoodFacts.All with { PasswordPolicy = GoodFacts.Known<PasswordRules>(null) }, "no password policy"),
    ];
}
