using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class PostureRegressedRuleTests() : SituationRuleTest("RW-X07")
{
    protected override WatchState Before => AccountWatch.Tick(
        WatchState.Empty, Sample.Subject with { Situation = Read(new("P01", true, Now.AddHours(-3)), new("P03", false, Now.AddHours(-3))) }, Now.AddHours(-3)).State;

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("passed, fails", Severity.High) { Situation = Read(new PostureReading("P01", false, Now)) },
        new("passes still", Silent) { Situation = Read(new PostureReading("P01", true, Now)) },
        new("could not be told", Silent) { Situation = Read(new PostureReading("P01", null, Now)) },
        new("failed, passes", Silent) { Situation = Read(new PostureReading("P03", true, Now)) },
        new("fails still", Silent) { Situation = Read(new PostureReading("P03", false, Now)) },
        new("fails when first read", Silent) { Situation = Read(new PostureReading("P16", false, Now)) },
        new("an older reading", Silent) { Situation = Read(new PostureReading("P01", false, Now.AddHours(-4))) },
    ];

    [Fact]
    public void What_could_not_be_told_in_between_hides_nothing()
    {
        var unknown = AccountWatch.Tick(Before, Sample.Subject with { Situation = Read(new PostureReading("P01", null, Now)) }, Now).State;
        var alerts = AccountWatch.Tick(unknown, Sample.Subject with { Situation = Read(new PostureReading("P01", false, Now.AddHours(1))) }, Now.AddHours(1)).Alerts;

        Assert.Contains(alerts, alert => alert.RuleId == RuleId);
    }

    [Fact]
    public void The_alert_says_what_was_demanded()
    {
        var alerts = AccountWatch.Tick(Before, Sample.Subject with { Situation = Read(new PostureReading("P01", false, Now)) }, Now).Alerts;

        Assert.Contains("the posture check P01 (Root has MFA) passed at", alerts.Single(alert => alert.RuleId == RuleId).Summary, StringComparison.Ordinal);
    }

    private static Situation Read(params PostureReading[] readings) => Situation.Unknown with { Posture = readings };
}
