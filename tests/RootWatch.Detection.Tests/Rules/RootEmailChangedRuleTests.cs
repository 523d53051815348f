using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootEmailChangedRuleTests() : RuleTest("RW-C04")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("changed", Severity.Critical, SignInPage("EmailUpdated")),
        new("an IAM user's", Silent, User("signin.amazonaws.com", "EmailUpdated")),
    ];
}
