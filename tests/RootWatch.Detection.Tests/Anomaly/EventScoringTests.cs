using System.Text.Json.Nodes;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Anomaly;

public sealed class EventScoringTests
{
    [Fact]
    public void A_first_sign_in_with_mfa_scores_little_and_says_that_it_is_learning() =>
        Assert.Equal([("network_new", 8), ("origin_unavailable", 0), ("agent_new", 10), ("learning", -3)], Terms(WatchState.Empty, SignIn()));

    [Fact]
    public void A_known_network_and_agent_add_nothing() =>
        Assert.Equal([("origin_unavailable", 0)], Terms(Habit(), SignIn("Success", "Yes", At(40))));

    [Fact]
    public void What_is_new_counts_in_full_once_habits_are_known() =>
        Assert.Equal(
            [("network_new", 8), ("origin_unavailable", 0), ("agent_new", 10)],
            Terms(Habit(), SignIn("Success", "Yes", e => { At(40)(e); e["sourceIPAddress"] = "2001:db8::1"; e["userAgent"] = "Mozilla/5.0 Firefox/150.0"; })));

    [Fact]
    public void Absence_of_mfa_counts_in_a_session_too()
    {
        Assert.Contains(("mfa_absent", 40), Terms(Habit(), SignIn("Success", null, At(40))));
        Assert.Contains(("mfa_absent", 40), Terms(Habit(), Root("s3.amazonaws.com", "CreateBucket", e => e["userIdentity"]!["sessionContext"]!["attributes"]!["mfaAuthenticated"] = "False")));
        Assert.DoesNotContain(("mfa_absent", 40), Terms(Habit(), SignIn("Failure", "No", At(40))));
    }

    [Fact]
    public void A_long_lived_key_and_a_script_that_signs_in_are_told()
    {
        Assert.Contains(("long_lived_key", 60), Terms(Habit(), Root("s3.amazonaws.com", "CreateBucket", e => e["userIdentity"]!["accessKeyId"] = "AKIAIOSFODNN7EXAMPLE")));
        Assert.Contains(("agent_no_browser", 25), Terms(Habit(), SignIn("Success", "Yes", e => e["userAgent"] = "python-requests/2.32")));
    }

    [Theory]
    [InlineData(3, 12)]
    [InlineData(9, 20)]
    public void Failures_in_the_hour_before_count_up_to_a_bound(int count, int points)
    {
        var failures = Enumerable.Range(0, count).Select(i => (JsonNode)SignIn("Failure", "No", e => { At(40)(e); e["eventID"] = $"0a1b2c3d-0000-4000-8000-0000000000{i:00}"; })).ToArray();
        var state = Advance(Habit(), failures).State;

        Assert.Contains(("failures_before", points), Terms(state, SignIn("Success", "Yes", At(70))));
        Assert.DoesNotContain(Terms(state, SignIn("Success", "Yes", At(120))), term => term.Term == "failures_before");
    }

    [Fact]
    public void A_strangers_failures_teach_no_habit() =>
        Assert.Empty(Advance(SignIn("Failure", "No")).State.Profile.Networks);

    [Fact]
    public void A_recovery_and_a_credential_after_a_sign_in_add_up_to_one_hundred()
    {
        var recovery = SignInPage("PasswordRecoveryCompleted");
        At(5)(recovery);
        var state = Advance(Habit(), recovery, SignIn("Success", "No", At(10))).State;
        var key = Root("iam.amazonaws.com", "CreateAccessKey", At(15));

        var terms = Terms(state, key);

        Assert.Contains(("recovery_before", 35), terms);
        Assert.Contains(("deed_after_sign_in", 30), terms);
        Assert.Contains(("deed_after_sign_in", 60), Terms(Advance(state, key).State, Root("iam.amazonaws.com", "UploadSigningCertificate", At(20))));
        Assert.Equal(100, Advance(state, Root("iam.amazonaws.com", "CreateAccessKey", e => { At(20)(e); e["userIdentity"]!["accessKeyId"] = "AKIAIOSFODNN7EXAMPLE"; })).Alerts[0].Score);
    }

    [Theory]
    [InlineData(89, 0)]
    [InlineData(91, 5)]
    [InlineData(400, 10)]
    public void A_long_rest_counts_a_little(int days, int points) =>
        Assert.Equal(points, Terms(Habit(), SignIn("Success", "Yes", At(days * 24 * 60))).Where(term => term.Term == "dormant").Sum(term => term.Points));

    [Fact]
    public void What_root_did_not_do_says_so_instead_of_a_bare_zero() =>
        Assert.Equal([("not_root", 0)], Terms(WatchState.Empty, User("cloudtrail.amazonaws.com", "StopLogging")));

    /// <summary>Three sign-ins a day apart, the last one at 08:00 on the day of the samples.</summary>
    private static WatchState Habit() => Advance(
        SignIn("Success", "Yes", At(-2880)), SignIn("Success", "Yes", At(-1440)), SignIn("Success", "Yes", At(0))).State;

    private static Action<JsonObject> At(int minutes) => e =>
    {
        e["eventTime"] = new DateTimeOffset(2026, 3, 1, 8, 0, 0, TimeSpan.Zero).AddMinutes(minutes).ToString("o");
        e["eventID"] = new Guid(minutes, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).ToString();
    };

    private static (string Term, int Points)[] Terms(WatchState state, JsonNode record) =>
        [.. Advance(state, record).Alerts[0].Reasons.Select(reason => (reason.Term, reason.Points))];
}
