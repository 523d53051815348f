using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class WindowOverrunRuleTests() : SituationRuleTest("RW-G03")
{
    private static readonly Situation Open = With(Window);

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("a call after end and grace", Severity.Critical, At(71, Root("iam.amazonaws.com", "ListUsers"))) { Situation = Open },
        new("several calls, told once", Severity.Critical, At(71, Root("iam.amazonaws.com", "ListUsers")), At(100, SignIn())) { Situation = Open },
        new("closed early", Severity.Critical, At(41, Root("iam.amazonaws.com", "ListUsers"))) { Situation = With(Window with { ClosedAt = Now.AddMinutes(-90) }) },
        new("within the grace", Silent, At(70, Root("iam.amazonaws.com", "ListUsers"))) { Situation = Open },
        new("longer after than a session lasts", Silent, At(71 + 720, SignIn())) { Situation = Open },
        new("before it", Silent, At(-5, SignIn())) { Situation = Open },
        new("a failed sign-in", Silent, At(90, SignIn("Failure", "No"))) { Situation = Open },
        new("no windows are turned on", Silent, At(71, SignIn())),
    ];

    [Fact]
    public void A_window_is_told_once_whatever_other_windows_were_told_since()
    {
        var subject = Sample.Subject with { Situation = Open };
        var first = AccountWatch.Advance(WatchState.Empty, subject, [At(71, Root("iam.amazonaws.com", "ListUsers")).ToJsonString()], Now);
        var told = Enumerable.Range(0, 100).Aggregate(first.State.Told, (told, n) => told.With(RuleId, $"other {n}", Now.AddHours(-2).AddMinutes(72 + (n * 0.1))));
        var later = AccountWatch.Advance(first.State with { Told = told }, subject, [At(100, Root("iam.amazonaws.com", "ListRoles")).ToJsonString()], Now);

        Assert.Contains(first.Alerts, alert => alert.RuleId == RuleId);
        Assert.DoesNotContain(later.Alerts, alert => alert.RuleId == RuleId);
    }

    [Fact]
    public void It_says_that_the_session_was_not_signed_out()
    {
        var subject = Sample.Subject with { Situation = Open };
        var alert = AccountWatch.Advance(WatchState.Empty, subject, [At(71, Root("iam.amazonaws.com", "ListUsers")).ToJsonString()], Now)
            .Alerts.Single(alert => alert.RuleId == RuleId);

        Assert.Contains("in a session of 2026-03-01 10:00:00 UTC that was not signed out", alert.Summary, StringComparison.Ordinal);
    }
}
