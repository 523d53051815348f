using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Anomaly;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Tests.Origins;
using static RootWatch.Detection.Tests.Origins.TestOrigins;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Anomaly;

public sealed class EventScoringTests
{
    private const string Day = "2026-03-01T";
    private const string Firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

    [Fact]
    public void A_first_sign_in_with_mfa_scores_little_and_says_that_it_is_learning() =>
        Assert.Equal(
            [("country_new", 30), ("asn_new", 20), ("network_new", 8), ("agent_new", 10), ("learning", -53)],
            Terms(WatchState.Empty, SignIn("Success", "Yes", From(Office, Day + "09:00:00"))));

    [Fact]
    public void What_is_habit_adds_nothing() =>
        Assert.Empty(Terms(Habit(), SignIn("Success", "Yes", From(Office, Day + "09:00:00"))));

    [Fact]
    public void What_is_new_counts_in_full_once_habits_are_known() =>
        Assert.Equal(
            [("country_new", 30), ("asn_new", 20), ("network_new", 8), ("agent_new", 10)],
            Terms(Habit(), SignIn("Success", "Yes", e => { From(Hotel, Day + "09:00:00")(e); e["userAgent"] = Firefox; })));

    [Fact]
    public void A_call_in_a_new_region_to_a_new_service_counts_a_little() =>
        Assert.Equal(
            [("region_new", 5), ("service_new", 4), ("action_new", 6)],
            Terms(Habit(), Root("ec2.amazonaws.com", "RunInstances", e => { From(Office, Day + "09:00:00")(e); e["awsRegion"] = "ap-east-1"; })));

    [Fact]
    public void Without_tables_the_score_says_that_nobody_looked()
    {
        var reasons = Sample.Advance(SignIn()).Alerts[0].Reasons;

        Assert.Contains(reasons, reason => reason is { Term: "origin_unavailable", Points: 0 } && reason.Text.Contains("Country and network owner", StringComparison.Ordinal));
        Assert.Contains(reasons, reason => reason is { Term: "lists_unavailable", Points: 0 });
        Assert.DoesNotContain(reasons, reason => reason.Term is "country_new" or "asn_new");
    }

    [Theory]
    [InlineData("AWS Internal")]
    [InlineData("")]
    [InlineData("HIDDEN_DUE_TO_SECURITY_REASONS")]
    [InlineData("555.1.1.1")]
    public void What_is_no_address_is_unknown_and_neither_known_nor_new(string address) =>
        Assert.Equal([("origin_unavailable", 0)], Terms(Habit(), SignIn("Success", "Yes", From(address, Day + "09:00:00"))));

    [Fact]
    public void Absence_of_mfa_counts_in_a_session_too()
    {
        Assert.Contains(("mfa_absent", 40), Terms(Habit(), SignIn("Success", null, From(Office, Day + "09:00:00"))));
        Assert.Contains(("mfa_absent", 40), Terms(Habit(), Root("s3.amazonaws.com", "CreateBucket", e => e["userIdentity"]!["sessionContext"]!["attributes"]!["mfaAuthenticated"] = "False")));
        Assert.DoesNotContain(("mfa_absent", 40), Terms(Habit(), SignIn("Failure", "No", From(Office, Day + "09:00:00"))));
    }

    [Fact]
    public void A_long_lived_key_and_a_script_that_signs_in_are_told()
    {
        Assert.Contains(("long_lived_key", 60), Terms(Habit(), Root("s3.amazonaws.com", "CreateBucket", e => e["userIdentity"]!["accessKeyId"] = "AKIAIOSFODNN7EXAMPLE")));
        Assert.Contains(("agent_no_browser", 25), Terms(Habit(), SignIn("Success", "Yes", e => e["userAgent"] = "python-requests/2.32")));
    }

    [Theory]
    [InlineData(TorExit, 40)]
    [InlineData(Vpn, 30)]
    [InlineData(Cloud, 15)]
    [InlineData(Relay, 0)]
    public void Of_what_lists_say_of_an_address_the_worst_counts(string address, int points) =>
        Assert.Equal(points, Points("address_listed", Terms(Habit(), SignIn("Success", "Yes", From(address, Day + "09:00:00")))));

    [Fact]
    public void A_network_and_a_country_that_the_tenant_expects_are_not_held_against_it()
    {
        var settings = DetectionSettings.Default with { Expected = ExpectedUse.Unknown with { Asns = [64502], Countries = ["NL", "DE"] } };

        Assert.Empty(Terms(Habit(), SignIn("Success", "Yes", From(Vpn, Day + "09:00:00")), settings));
        Assert.Contains(("origin_denied", 60), Terms(Habit(), SignIn("Success", "Yes", From(Hotel, Day + "09:00:00")), settings));
    }

    [Theory]
    [InlineData(3, 12)]
    [InlineData(9, 20)]
    [InlineData(300, 20)]
    public void Failures_in_the_hour_before_count_up_to_a_bound(int count, int points)
    {
        var failures = Enumerable.Range(0, count).Select(i => SignIn("Failure", "No", From(Office, $"{Day}09:{i % 60:00}:{i / 60:00}"))).ToArray();
        var state = TestOrigins.Advance(Habit(), failures).State;

        Assert.Equal(points, Points("failures_before", Terms(state, SignIn("Success", "Yes", From(Office, Day + "09:59:59")))));
        Assert.Equal(0, Points("failures_before", Terms(state, SignIn("Success", "Yes", From(Office, Day + "11:00:01")))));
    }

    [Fact]
    public void A_strangers_failures_teach_no_habit()
    {
        var state = TestOrigins.Advance(Habit(), [.. Enumerable.Range(1, 20).Select(day => SignIn("Failure", "No", From(Hotel, $"2026-02-{day:00}T09:00:00")))]).State;

        Assert.Equal(30, Points("country_new", Terms(state, SignIn("Success", "Yes", From(Hotel, Day + "09:00:00")))));
    }

    [Fact]
    public void A_burst_teaches_at_most_once_and_nothing_about_its_own_day()
    {
        var state = TestOrigins.Advance(Habit(), [.. Enumerable.Range(0, 50).Select(i => SignIn("Success", "Yes", From(Hotel, $"{Day}09:{i:00}:00")))]).State;

        Assert.Equal(30, Points("country_new", Terms(state, SignIn("Success", "Yes", From(Hotel, Day + "21:00:00")))));
        Assert.Equal(15, Points("country_new", Terms(state, SignIn("Success", "Yes", From(Hotel, "2026-03-02T09:00:00")))));
        state = TestOrigins.Advance(state, SignIn("Success", "Yes", From(Hotel, "2026-03-02T09:00:00"))).State;
        Assert.Equal(0, Points("country_new", Terms(state, SignIn("Success", "Yes", From(Hotel, "2026-03-03T09:00:00")))));
    }

    [Fact]
    public void A_session_that_goes_past_midnight_does_not_become_a_habit_of_its_own()
    {
        Action<JsonObject> call(string time) => e =>
        {
            From(Hotel, time)(e);
            e["userIdentity"]!["sessionContext"]!["attributes"]!["creationDate"] = "2026-03-01T22:00:00Z";
        };
        var state = TestOrigins.Advance(Habit(), Root("s3.amazonaws.com", "CreateBucket", call("2026-03-01T22:10:00"))).State;

        Assert.Equal(30, Points("country_new", Terms(state, Root("s3.amazonaws.com", "CreateBucket", call("2026-03-02T00:10:00")))));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(4, 6)]
    [InlineData(9, 23)]
    public void Habits_fade_over_years(int years, int points) =>
        Assert.Equal(points, Points("country_new", Terms(Habit(), SignIn("Success", "Yes", From(Office, $"{2026 + years}-02-03T09:00:00")), now: Now.AddYears(20))));

    [Fact]
    public void A_recovery_and_a_credential_after_a_sign_in_add_up_to_one_hundred()
    {
        var recovery = SignInPage("PasswordRecoveryCompleted");
        From(Office, Day + "08:00:00")(recovery);
        var state = TestOrigins.Advance(Habit(), recovery, SignIn("Success", "No", From(Office, Day + "08:10:00"))).State;
        var key = Root("iam.amazonaws.com", "CreateAccessKey", From(Office, Day + "08:15:00"));

        Assert.Contains(("recovery_before", 35), Terms(state, key));
        Assert.Contains(("deed_after_sign_in", 30), Terms(state, key));
        Assert.Contains(("deed_after_sign_in", 60), Terms(TestOrigins.Advance(state, key).State, Root("iam.amazonaws.com", "UploadSigningCertificate", From(Office, Day + "08:20:00"))));
        Assert.Equal(100, TestOrigins.Advance(state, Root("iam.amazonaws.com", "CreateAccessKey", e => { From(Office, Day + "08:20:00")(e); e["userIdentity"]!["accessKeyId"] = "AKIAIOSFODNN7EXAMPLE"; })).Alerts[0].Score);
    }

    [Fact]
    public void What_was_refused_is_no_deed()
    {
        var signIn = SignIn("Success", "Yes", From(Office, Day + "08:10:00"));
        var refused = new[] { Guard("StopLogging", 12), Guard("DeleteTrail", 13) };
        Array.ForEach(refused, Denied);

        Assert.Equal(0, Points("deed_after_sign_in", Terms(TestOrigins.Advance(Habit(), signIn, refused[0]).State, refused[1])));
        Assert.Equal(30, Points("deed_after_sign_in", Terms(TestOrigins.Advance(Habit(), [signIn, .. refused]).State, Guard("StopLogging", 15))));
    }

    [Theory]
    [InlineData("Success", 30)]
    [InlineData("Failure", 0)]
    public void Another_email_address_after_a_sign_in_is_a_deed_if_it_took_effect(string outcome, int points)
    {
        var state = TestOrigins.Advance(Habit(), SignIn("Success", "Yes", From(Office, Day + "08:10:00"))).State;
        var email = SignInPage("EmailUpdated", outcome);
        From(Office, Day + "08:15:00")(email);

        Assert.Equal(points, Points("deed_after_sign_in", Terms(state, email)));
    }

    [Fact]
    public void All_that_is_done_to_mfa_devices_is_one_deed_and_others_count_beside_it()
    {
        JsonObject device(string name, int minute) => Root("iam.amazonaws.com", name, e => { With(("userName", "AWS ROOT USER"), ("serialNumber", RootSerial))(e); From(Office, $"{Day}08:{minute}:00")(e); });
        var renewed = TestOrigins.Advance(
            Habit(), SignIn("Success", "Yes", From(Office, Day + "08:10:00")), device("EnableMFADevice", 12), device("DeactivateMFADevice", 14)).State;

        Assert.Equal(30, Points("deed_after_sign_in", Terms(renewed, device("DeleteVirtualMFADevice", 15))));
        Assert.Equal(60, Points("deed_after_sign_in", Terms(renewed, Guard("StopLogging", 20))));
    }

    /// <summary>So an account's history is read when its watch begins: weeks of one region, then weeks of another.</summary>
    [Fact]
    public void What_one_stream_showed_weeks_ago_counts_for_what_another_shows_of_that_time()
    {
        string[] days = [.. Enumerable.Range(1, 28).Select(day => $"2026-02-{day:00}T")];
        JsonObject[] home = [.. days.SelectMany(day => new[] { SignIn("Failure", "No", From(Office, day + "07:58:00")), SignIn("Success", "Yes", From(Office, day + "08:00:00")) })];
        JsonObject[] region = [.. days.Select(day => Root("guardduty.amazonaws.com", "DeleteDetector", e => { From(Office, day + "08:10:00")(e); e["awsRegion"] = "eu-west-1"; }))];

        var first = TestOrigins.Advance(WatchState.Empty, home);
        var apart = TestOrigins.Advance(first.State, region).Alerts.Where(alert => alert.RuleId == "RW-D07").Select(alert => (alert.EventTime, Terms(alert)));
        var together = TestOrigins.Advance(WatchState.Empty, [.. home, .. region]).Alerts.Where(alert => alert.RuleId == "RW-D07").Select(alert => (alert.EventTime, Terms(alert)));

        Assert.Equal(together, apart);
        Assert.Contains("deed_after_sign_in 30", apart.First().Item2);

        static string Terms(Alert alert) => string.Join(", ", alert.Reasons.Where(reason => reason.Points != 0).Select(reason => $"{reason.Term} {reason.Points}").Where(term => !term.Contains("_new", StringComparison.Ordinal) && !term.StartsWith("learning", StringComparison.Ordinal)));
    }

    private static JsonObject Guard(string call, int minute) => Root("cloudtrail.amazonaws.com", call, From(Office, $"{Day}08:{minute}:00"));

    [Fact]
    public void A_change_of_contacts_counts_if_it_took_effect_and_was_of_this_account()
    {
        Assert.Equal(35, Before(With(("alternateContactType", "BILLING"))));
        Assert.Equal(0, Before(e => { With(("alternateContactType", "BILLING"))(e); Denied(e); }));
        Assert.Equal(0, Before(With(("alternateContactType", "BILLING"), ("accountId", "999988887777"))));

        static int Before(Action<JsonObject> change)
        {
            var contact = User("account.amazonaws.com", "PutAlternateContact", change);
            From(Office, Day + "08:00:00")(contact);
            return Points("recovery_before", Terms(TestOrigins.Advance(Habit(), contact).State, SignIn("Success", "Yes", From(Office, Day + "09:00:00"))));
        }
    }

    [Theory]
    [InlineData(89, 0)]
    [InlineData(91, 5)]
    [InlineData(400, 10)]
    public void A_long_rest_counts_a_little(int days, int points) =>
        Assert.Equal(points, Points("dormant", Terms(Habit(), SignIn("Success", "Yes", From(Office, new DateTime(2026, 2, 3, 9, 0, 0).AddDays(days).ToString("s"))), now: Now.AddYears(3))));

    [Fact]
    public void Different_changes_of_one_session_count_and_the_number_of_calls_does_not()
    {
        JsonObject call(string service, string name, int minute) => Root($"{service}.amazonaws.com", name, From(Office, $"{Day}10:{minute:00}:00"));
        var same = Enumerable.Range(0, 50).Select(minute => call("s3", "PutObject", minute)).ToArray();
        var different = Enumerable.Range(0, 8).Select(minute => call($"service{minute % 5}", $"Create{minute}", minute)).ToArray();

        Assert.Equal(0, Points("breadth", Terms(TestOrigins.Advance(Habit(), same).State, call("s3", "PutObject", 51))));
        Assert.Equal(10, Points("breadth", Terms(TestOrigins.Advance(Habit(), different).State, call("s3", "PutObject", 51))));
        Assert.Equal(2, Points("breadth", Terms(TestOrigins.Advance(Habit(), different[..5]).State, call("service0", "Create5", 51))) - 4);
    }

    [Fact]
    public void Travel_is_told_from_either_side_only_where_places_are_known()
    {
        var state = TestOrigins.Advance(Habit(), SignIn("Success", "Yes", From(Office, Day + "08:00:00"))).State;

        // The cloud and the relay say nothing of where a person is.
        Assert.Equal(0, Points("travel", Terms(state, SignIn("Success", "Yes", From(Cloud, Day + "09:00:00")))));
        Assert.Equal(0, Points("travel", Terms(state, SignIn("Success", "Yes", From(Hotel, Day + "09:00:00")))));
        Assert.Equal(30, Points("travel", Terms(state, SignIn("Success", "Yes", From(Hotel, Day + "08:10:00")))));
    }

    [Fact]
    public void What_others_know_of_the_surroundings_counts_when_it_is_told()
    {
        var record = SignIn("Success", "No", From(Office, Day + "09:00:00"));
        var inside = Circumstances.Untold with { Windows = [new ApprovedWindow(Now.AddHours(-4), Now)] };

        Assert.Equal([("mfa_absent", 40), ("window_inside", -40)], Terms(Habit(), record, around: inside));
        Assert.Equal([("mfa_absent", 40), ("window_outside", 25)], Terms(Habit(), record, around: Circumstances.Untold with { Windows = [] }));
        Assert.Contains(("shared_address", 40), Terms(Habit(), record, around: Circumstances.Untold with { AccountsByAddress = new Dictionary<string, int> { [Office] = 3 } }));
        Assert.Equal([("mfa_absent", 40)], Terms(Habit(), record, around: Circumstances.Untold with { AccountsByAddress = new Dictionary<string, int> { [Office] = 2 } }));
    }

    [Fact]
    public void A_delegated_audit_by_a_known_caller_weighs_less_than_nothing()
    {
        var record = Delegated("iam.amazonaws.com", "ListAccessKeys");
        var known = Circumstances.Untold with { KnownAudits = [new DateTimeOffset(2026, 3, 1, 10, 0, 0, TimeSpan.Zero)] };

        Assert.Equal([("delegated_audit", -30), ("limit", 30)], Terms(WatchState.Empty, record, around: known));
        Assert.Equal([("delegated", 0)], Terms(WatchState.Empty, record));
    }

    [Fact]
    public void What_root_did_not_do_says_so_instead_of_a_bare_zero() =>
        Assert.Equal([("not_root", 0)], Terms(WatchState.Empty, User("cloudtrail.amazonaws.com", "StopLogging")));

    [Fact]
    public void A_time_that_cannot_be_believed_teaches_nothing()
    {
        var state = TestOrigins.Advance(Habit(), SignIn("Success", "Yes", From(Hotel, "2999-01-01T00:00:00"))).State;

        Assert.Equal(Habit().Profile.UseDays, state.Profile.UseDays);
        Assert.Equal(0, Points("dormant", Terms(state, SignIn("Success", "Yes", From(Office, Day + "09:00:00")))));
    }

    /// <summary>Four sign-ins on four days, the last one a month before the samples.</summary>
    private static WatchState Habit() => After(
        [.. Enumerable.Range(0, 4).Select(day => SignIn("Success", "Yes", From(Office, $"2026-0{(day < 2 ? "1-3" : "2-0")}{day % 2 + (day < 2 ? 0 : 2)}T09:00:00"))),
         Root("s3.amazonaws.com", "CreateBucket", From(Office, "2026-02-02T10:00:00")), Root("s3.amazonaws.com", "CreateBucket", From(Office, "2026-02-03T10:00:00"))]);

    private static int Points(string term, (string Term, int Points)[] terms) => terms.Where(other => other.Term == term).Sum(other => other.Points);

    private static (string Term, int Points)[] Terms(
        WatchState state, JsonObject record, DetectionSettings? settings = null, Circumstances? around = null, DateTimeOffset? now = null)
    {
        var subject = Subject with { Origins = Instance, Settings = settings ?? DetectionSettings.Default, Around = around ?? Circumstances.Untold };
        return [.. AccountWatch.Advance(state, subject, [record.ToJsonString()], now ?? Now).Alerts[0].Reasons.Select(reason => (reason.Term, reason.Points))];
    }
}
