using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootPasswordRecoveryCompletedRuleTests() : RuleTest("RW-C02")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("completed", Severity.Critical, SignInPage("PasswordRecoveryCompleted")),
        new("failed", Severity.Medium, SignInPage("PasswordRecoveryCompleted", "Failure")),
        new("requested", Silent, SignInPage("PasswordRecoveryRequested")),
    ];
}
