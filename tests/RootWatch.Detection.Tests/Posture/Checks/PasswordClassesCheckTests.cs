using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class PasswordClassesCheckTests() : PostureCheckTest("P15")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All with { PasswordPolicy = GoodFacts.Known(GoodFacts.Passwords with { RequiresSymbols = false, RequiresUppercase = false }) }, "not required: upper case, symbols"),
        (GoodFacts.All with { PasswordPolicy = GoodFacts.Known(GoodFacts.Passwords with { AgeMax = 91 }) }, "expiry within 90 days"),
        (GoodFacts.All with { PasswordPolicy = GoodFacts.Known(GoodFacts.Passwords with { AgeMax = null }) }, "expiry within 90 days"),
        (GoodFacts.All with { PasswordPolicy = GoodFacts.Known<PasswordRules>(null) }, "no password policy"),
    ];

    [Fact]
    public void A_tenant_may_do_without_expiry() =>
        Gives(PostureStatus.Pass, "all classes", GoodFacts.All with { PasswordPolicy = GoodFacts.Known(GoodFacts.Passwords with { AgeMax = null }) }, PostureSettings.Default with { PasswordAgeMax = 0 });
}
