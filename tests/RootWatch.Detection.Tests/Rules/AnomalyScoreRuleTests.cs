using RootWatch.Detection.Alerts;
using RootWatch.Detection.Origins;
using RootWatch.Detection.Tests.Origins;
using RootWatch.Detection.Traces;
using static RootWatch.Detection.Tests.Origins.TestOrigins;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class AnomalyScoreRuleTests() : RuleTest("RW-N01")
{
    protected override IOriginTable Origins => Instance;

    protected override WatchState Before => After(
        SignIn("Success", "Yes", From(Office, "2026-02-01T09:00:00")),
        SignIn("Success", "Yes", From(Office, "2026-02-02T09:00:00")),
        SignIn("Success", "Yes", From(Office, "2026-02-03T09:00:00")));

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("a new country and network without MFA", Severity.High, SignIn("Success", "No", From(Hotel, "2026-03-01T09:00:00"))),
        new("and what the session does", Severity.High,
            SignIn("Success", "No", From(Hotel, "2026-03-01T10:00:00")), Root("s3.amazonaws.com", "CreateBucket", From(Hotel, "2026-03-01T10:05:00"))),
        new("a new country and network with MFA", Silent, SignIn("Success", "Yes", From(Hotel, "2026-03-01T09:00:00"))),
        new("the office without MFA", Silent, SignIn("Success", "No", From(Office, "2026-03-01T09:00:00"))),
        new("a user", Silent, User("cloudtrail.amazonaws.com", "StopLogging", From(Cloud, "2026-03-01T09:00:00"))),
    ];

    [Fact]
    public void An_event_that_comes_late_lifts_those_after_it()
    {
        var before = TestOrigins.Advance(Before, SignIn("Success", "Yes", From(Hotel, "2026-02-10T10:00:00"))).State;
        var signIn = SignIn("Success", "Yes", From(Hotel, "2026-03-01T10:00:00"));
        var key = Root("iam.amazonaws.com", "CreateAccessKey", From(Hotel, "2026-03-01T10:20:00"));

        var inOrder = Told(TestOrigins.Advance(before, signIn, key));
        var first = TestOrigins.Advance(before, key);
        var late = Told(TestOrigins.Advance(first.State, signIn));

        Assert.DoesNotContain(first.Alerts, alert => alert.RuleId == RuleId);
        Assert.Equal(inOrder.AlertId, late.AlertId);
        Assert.Equal(inOrder.Score, late.Score);
        Assert.Equal(late.Score, late.Reasons.Sum(reason => reason.Points));
    }

    [Fact]
    public void A_session_is_told_once_whatever_other_sessions_were_told_since()
    {
        var first = TestOrigins.Advance(Before, SignIn("Success", "No", From(Hotel, "2026-03-01T09:00:00")));
        Assert.Single(first.Alerts, alert => alert.RuleId == RuleId);
        var since = Enumerable.Range(0, 100).Aggregate(first.State.Told, (told, n) => told.With(RuleId, $"session {n}", Now.AddHours(-2).AddSeconds(n)));
        var later = Root("cloudtrail.amazonaws.com", "StopLogging", From(Hotel, "2026-03-01T10:30:00") + (e =>
        {
            Identity(e)["sessionContext"]!["attributes"]!["creationDate"] = "2026-03-01T09:00:00Z";
            Identity(e)["sessionContext"]!["attributes"]!["mfaAuthenticated"] = "false";
        }));
        var forgotten = first.State with { Profile = first.State.Profile with { Sessions = [], Recent = [] } };

        Assert.Single(TestOrigins.Advance(forgotten with { Told = ToldEpisodes.Empty }, later).Alerts, alert => alert.RuleId == RuleId);
        Assert.DoesNotContain(TestOrigins.Advance(forgotten with { Told = since }, later).Alerts, alert => alert.RuleId == RuleId);
    }

    private Alert Told(WatchStep step) => step.Alerts.Single(alert => alert.RuleId == RuleId);
}
