using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class PasswordLengthCheckTests() : PostureCheckTest("P13")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All with { PasswordPolicy = GoodFacts.Known(GoodFacts.Passwords with { MinimumLength = 13 }) }, "MinimumPasswordLength = 13"),
        (GoodFacts.All with { PasswordPolicy = GoodFacts.Known<PasswordRules>(null) }, "no password policy"),
    ];
}
