using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootPasswordChangedRuleTests() : RuleTest("RW-C03")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("changed", Severity.High, SignInPage("PasswordUpdated")),
        new("failed", Silent, SignInPage("PasswordUpdated", "Failure")),
        new("an IAM user's", Silent, User("signin.amazonaws.com", "PasswordUpdated")),
    ];
}
