using RootWatch.Detection.Alerts;
using RootWatch.Detection.Emergencies;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class WindowExtendedRuleTests() : SituationRuleTest("RW-G11")
{
    private static readonly WindowExtension Extension = new(Now.AddHours(-2), "alice", Now.AddHours(-1.5), Now.AddHours(-1), "the restore takes longer");

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("extended", Severity.Medium) { Situation = With(Window with { Extensions = [Extension] }) },
        new("not extended", Silent) { Situation = With(Window) },
        new("no windows", Silent),
    ];

    [Fact]
    public void Each_extension_is_told()
    {
        var twice = With(Window with { Extensions = [Extension, Extension with { From = Extension.Until, Until = Extension.Until.AddHours(1) }] });

        Assert.Equal(2, AccountWatch.Tick(WatchState.Empty, Subject with { Situation = twice }, Now).Alerts.Count(alert => alert.RuleId == RuleId));
    }
}
