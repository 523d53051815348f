using RootWatch.Detection.Alerts;
using RootWatch.Detection.Posture;
using static RootWatch.Detection.Tests.Origins.TestOrigins;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class DormantRootRuleTests() : RuleTest("RW-S16")
{
    protected override WatchState Before => After(SignIn("Success", "Yes", From(Office, "2025-11-01T09:00:00")));

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("a sign-in after four months", Severity.Medium, SignIn("Success", "Yes", From(Office, "2026-03-01T09:00:00"))),
        new("a write, after a read of the same day", Severity.Medium,
            Root("s3.amazonaws.com", "ListBuckets", e => { From(Office, "2026-03-01T09:00:00")(e); e["readOnly"] = true; }),
            Root("s3.amazonaws.com", "CreateBucket", From(Office, "2026-03-01T09:05:00"))),
        new("a sign-in and what follows it", Severity.Medium,
            SignIn("Success", "Yes", From(Office, "2026-03-01T09:00:00")), Root("s3.amazonaws.com", "CreateBucket", From(Office, "2026-03-02T09:05:00"))),
        new("a day short of ninety", Silent, SignIn("Success", "Yes", From(Office, "2026-01-29T09:00:00"))),
        new("a failure", Silent, SignIn("Failure", "No", From(Office, "2026-03-01T09:00:00"))),
        new("a read", Silent, Root("s3.amazonaws.com", "ListBuckets", e => { From(Office, "2026-03-01T09:00:00")(e); e["readOnly"] = true; })),
        new("a service in root's name", Silent, Root("ec2.amazonaws.com", "RunInstances", e => { From(Office, "2026-03-01T09:00:00")(e); e["userIdentity"]!["invokedBy"] = "autoscaling.amazonaws.com"; })),
    ];

    [Fact]
    public void A_rest_has_one_alert_whichever_act_after_it_comes_first()
    {
        var early = SignIn("Success", "Yes", From(Office, "2026-02-28T23:55:00"));
        var late = Root("s3.amazonaws.com", "CreateBucket", From(Office, "2026-03-01T00:05:00"));

        var inOrder = Advance(Before, early);
        var reversed = Advance(Before, late);

        Assert.Equal(Ids(inOrder), Ids(reversed));
        Assert.Empty(Ids(Advance(inOrder.State, late)));
        Assert.Empty(Ids(Advance(reversed.State, early)));
    }

    [Fact]
    public void An_account_of_which_nothing_is_known_has_not_rested() =>
        Assert.Empty(Ids(Advance(SignIn("Success", "Yes", From(Office, "2026-03-01T09:00:00")))));

    [Fact]
    public void The_credential_report_knows_of_uses_that_were_not_seen()
    {
        var subject = Reported(Now.AddDays(-10));

        Assert.Empty(Ids(AccountWatch.Advance(Before, subject, [SignIn("Success", "Yes", From(Office, "2026-03-01T09:00:00")).ToJsonString()], Now)));
    }

    [Fact]
    public void Of_an_account_that_is_watched_since_yesterday_the_credential_report_tells_the_rest()
    {
        var subject = Reported(Now.AddDays(-200));

        Assert.Single(Ids(AccountWatch.Advance(WatchState.Empty, subject, [SignIn("Success", "Yes", From(Office, "2026-03-01T09:00:00")).ToJsonString()], Now)));
    }

    private static WatchSubject Reported(DateTimeOffset lastUsed) => Subject with
    {
        Situation = Situation.Unknown with
        {
            SetUp = new PostureFacts { AccountId = Account, Credentials = Fact.Known(new RootCredentials(Now) { PasswordLastUsed = lastUsed.AddDays(-100), AccessKey2LastUsed = lastUsed }, Now) },
        },
    };

    private string[] Ids(WatchStep step) => [.. step.Alerts.Where(alert => alert.RuleId == RuleId).Select(alert => alert.AlertId)];
}
