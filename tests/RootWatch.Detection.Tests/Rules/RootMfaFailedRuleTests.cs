using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootMfaFailedRuleTests() : RuleTest("RW-S06")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("failure at MFA", Severity.High, SignIn("Failure", "Yes")),
        new("failure at the password", Silent, SignIn("Failure", "No")),
    ];
}
