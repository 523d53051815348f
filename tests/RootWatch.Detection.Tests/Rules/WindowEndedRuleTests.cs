using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class WindowEndedRuleTests() : SituationRuleTest("RW-G12")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("its time has come", Severity.Low) { Situation = With(Window) },
        new("closed before", Severity.Low) { Situation = With(Window with { ClosesAt = Now.AddHours(3), ClosedAt = Now.AddMinutes(-1), ClosedBy = "alice" }) },
        new("still open", Silent) { Situation = With(Window with { ClosesAt = Now.AddHours(1) }) },
        new("no windows", Silent),
    ];
}
