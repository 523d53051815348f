using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class WindowOpenedRuleTests() : SituationRuleTest("RW-G10")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("open", Severity.Medium) { Situation = With(Window) },
        new("over already", Severity.Medium) { Situation = With(Window), Now = Now.AddDays(1) },
        new("approved, and it opens later", Silent) { Situation = With(Window), Now = Now.AddHours(-3) },
        new("no windows", Silent),
    ];
}
