using RootWatch.Detection.Alerts;
using RootWatch.Detection.Emergencies;
using RootWatch.Detection.Tenants;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class DrillMissedRuleTests() : SituationRuleTest("RW-G14")
{
    private static readonly Drill Unanswered = new("D-1", "bob", Now.AddMinutes(-30), AcknowledgeBy: Now, CloseBy: Now.AddHours(24)) { RaisedAt = Now.AddMinutes(-29) };
    private static readonly Drill Answered = Unanswered with { AcknowledgedAt = Now.AddMinutes(-1) };

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("not acknowledged in time", Severity.High) { Situation = Held(Unanswered) },
        new("its alert was never raised", Severity.High) { Situation = Held(Unanswered with { RaisedAt = null }) },
        new("acknowledged when its time was over", Severity.High) { Situation = Held(Unanswered with { AcknowledgedAt = Now }) },
        new("there is still time", Silent) { Situation = Held(Unanswered with { AcknowledgeBy = Now.AddMinutes(2) }) },
        new("acknowledged at the last moment", Silent) { Situation = Held(Answered) },
        new("acknowledged and not closed", Severity.Medium) { Situation = Held(Answered with { CloseBy = Now }) },
        new("acknowledged and closed", Silent) { Situation = Held(Answered with { ClosedAt = Now, CloseBy = Now.AddMinutes(2) }), Now = Now.AddDays(2) },
        new("given up in time", Silent) { Situation = Held(Unanswered with { ClosedAt = Now.AddMinutes(-1) }), Now = Now.AddDays(2) },
        new("given up when its time was over", Severity.High) { Situation = Held(Unanswered with { ClosedAt = Now.AddMinutes(1) }), Now = Now.AddDays(2) },
        new("no drills", Silent),
    ];

    [Fact]
    public void What_is_told_of_a_drills_event_says_so_before_all_else_and_says_nothing_of_other_accounts()
    {
        var real = AccountWatch.Advance(WatchState.Empty, Subject, [SignIn().ToJsonString()], Now).Alerts;
        var drilled = AccountWatch.Advance(WatchState.Empty, Subject with { DrillId = "D-1" }, [SignIn().ToJsonString()], Now).Alerts;

        Assert.NotEmpty(real);
        Assert.Equal(real.Select(alert => (alert.RuleId, alert.Severity, alert.AlertId)), drilled.Select(alert => (alert.RuleId, alert.Severity, alert.AlertId)));
        Assert.All(real, alert => Assert.Equal("", alert.DrillId));
        Assert.All(drilled, alert =>
        {
            Assert.Equal("D-1", alert.DrillId);
            Assert.StartsWith("DRILL: ", alert.Title, StringComparison.Ordinal);
            Assert.StartsWith("DRILL D-1: nobody did this. ", alert.Summary, StringComparison.Ordinal);
            Assert.Null(TenantFact.Of(alert));
        });
        Assert.Contains(real, alert => TenantFact.Of(alert) is { Kind: TenantFactKind.SignIn });
    }

    private static Situation Held(Drill drill) => Situation.Unknown with { Drills = [drill] };
}
