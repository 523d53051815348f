using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootPasswordRecoveryRequestedRuleTests() : RuleTest("RW-C01")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("requested", Severity.High, SignInPage("PasswordRecoveryRequested")),
        new("completed", Silent, SignInPage("PasswordRecoveryCompleted")),
    ];
}
