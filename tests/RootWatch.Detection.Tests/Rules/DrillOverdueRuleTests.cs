using RootWatch.Detection.Alerts;
using RootWatch.Detection.Emergencies;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class DrillOverdueRuleTests() : SituationRuleTest("RW-G06")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("never", Severity.Low) { Situation = Drilled(null) },
        new("more than a year ago", Severity.Low) { Situation = Drilled(Now.AddDays(-366)) },
        new("less than a year ago", Silent) { Situation = Drilled(Now.AddDays(-364)) },
        new("no windows are turned on", Silent),
    ];

    private static Situation Drilled(DateTimeOffset? at) => Situation.Unknown with { Emergencies = new EmergencyPlan(Now.AddDays(-20)) { LastDrillAt = at } };
}
