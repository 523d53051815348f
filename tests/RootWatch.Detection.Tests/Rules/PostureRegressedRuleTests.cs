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

    [Fact]
    public void Its_id_does_not_depend_on_when_it_was_read_within_the_hour()
    {
        var early = AccountWatch.Tick(Before, Sample.Subject with { Situation = Read(new PostureReading("P08", true, Now)) }, Now);
        var hour = new DateTimeOffset(Now.Year, Now.Month, Now.Day, Now.Hour, 0, 0, TimeSpan.Zero).AddHours(1);

        var ids = new[] { 1, 59 }.Select(minute => Regression(early.State, Read(new PostureReading("P08", false, hour.AddMinutes(minute))), hour.AddMinutes(minute)).AlertId);

        Assert.Single(ids.Distinct());
        Assert.DoesNotContain(Regression(early.State, Read(new PostureReading("P08", false, hour.AddMinutes(61))), hour.AddMinutes(61)).AlertId, ids);
    }

    [Fact]
    public void With_an_event_that_explains_it_the_moment_of_the_event_counts()
    {
        var passes = Read(new PostureReading("P03", true, Now.AddMinutes(-1)));
        var state = AccountWatch.Tick(WatchState.Empty, Sample.Subject with { Situation = passes }, Now).State;
        state = AccountWatch.Advance(state, Sample.Subject, [KeyCreated(Now)], Now).State;

        var soon = Regression(state, Read(new PostureReading("P03", false, Now.AddMinutes(1))), Now.AddMinutes(1));
        var late = Regression(state, Read(new PostureReading("P03", false, Now.AddHours(5))), Now.AddHours(5));

        Assert.Equal(soon.AlertId, late.AlertId);
        Assert.Equal(Now, soon.EventTime);
        Assert.Contains($", after an event of {Now.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC", soon.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_reads_for_the_first_time_after_the_event_tells_what_who_read_before_tells()
    {
        var fails = Read(new PostureReading("P03", false, Now.AddMinutes(1)));
        var before = AccountWatch.Tick(WatchState.Empty, Watched with { Situation = Read(new PostureReading("P03", true, Now.AddMinutes(-1))) }, Now).State;
        var told = Regression(AccountWatch.Advance(before, Watched, [KeyCreated(Now)], Now).State, fails, Now.AddMinutes(1));

        var eventFirst = Regression(AccountWatch.Advance(WatchState.Empty, Watched, [KeyCreated(Now)], Now).State, fails, Now.AddMinutes(1));
        var readFirst = AccountWatch.Tick(WatchState.Empty, Watched with { Situation = fails }, Now.AddMinutes(1));
        var eventLater = AccountWatch.Advance(readFirst.State, Watched, [KeyCreated(Now)], Now.AddMinutes(2)).Alerts.Single(alert => alert.RuleId == RuleId);

        Assert.DoesNotContain(readFirst.Alerts, alert => alert.RuleId == RuleId);
        Assert.Equal([told.AlertId, told.AlertId], [eventFirst.AlertId, eventLater.AlertId]);
    }

    [Theory]
    [InlineData("P04", "iam", "UploadSigningCertificate")]
    [InlineData("P08", "account", "DeleteAlternateContact")]
    [InlineData("P13", "iam", "DeleteAccountPasswordPolicy")]
    [InlineData("P17", "cloudtrail", "DeleteTrail")]
    [InlineData("P18", "cloudtrail", "StopLogging")]
    [InlineData("P20", "config", "StopConfigurationRecorder")]
    [InlineData("P21", "guardduty", "DeleteDetector")]
    public void A_first_reading_is_explained_by_what_breaks_its_check_and_by_nothing_else(string check, string service, string call)
    {
        var fails = Read(new PostureReading(check, false, Now.AddMinutes(1)));
        var broken = AccountWatch.Advance(WatchState.Empty, Watched, [Called(service, call)], Now).State;
        var other = AccountWatch.Advance(WatchState.Empty, Watched, [Called("iam", "CreateUser")], Now).State;

        Assert.Contains($"the posture check {check} ", Regression(broken, fails, Now.AddMinutes(1)).Summary, StringComparison.Ordinal);
        Assert.DoesNotContain(AccountWatch.Tick(other, Watched with { Situation = fails }, Now.AddMinutes(1)).Alerts, alert => alert.RuleId == RuleId);
    }

    [Fact]
    public void What_failed_before_the_watch_began_did_not_regress()
    {
        var fails = Read(new PostureReading("P03", false, Now.AddMinutes(1)));
        var old = AccountWatch.Advance(WatchState.Empty, Watched, [KeyCreated(Watched.WatchedSince.AddHours(-1))], Now).State;
        var state = AccountWatch.Tick(old, Watched with { Situation = fails }, Now.AddMinutes(1));

        // A second key, made once the first was known, changes no verdict.
        var second = AccountWatch.Advance(state.State, Watched, [KeyCreated(Now.AddMinutes(2))], Now.AddMinutes(3));

        Assert.DoesNotContain(state.Alerts.Concat(second.Alerts), alert => alert.RuleId == RuleId);
    }

    [Fact]
    public void The_state_survives_its_document()
    {
        var fails = Read(new PostureReading("P03", false, Now.AddMinutes(1)));
        var read = AccountWatch.Tick(WatchState.Empty, Watched with { Situation = fails }, Now.AddMinutes(1)).State;
        var stored = System.Text.Json.JsonSerializer.Deserialize<WatchState>(System.Text.Json.JsonSerializer.Serialize(read))!;

        Assert.Contains(AccountWatch.Advance(stored, Watched, [KeyCreated(Now)], Now.AddMinutes(2)).Alerts, alert => alert.RuleId == RuleId);
    }

    private static WatchSubject Watched => Sample.Subject with { WatchedSince = Now.AddHours(-1) };

    private static string KeyCreated(DateTimeOffset at) => At((at - Now.AddHours(-2)).TotalMinutes, Root("iam.amazonaws.com", "CreateAccessKey")).ToJsonString();

    private static string Called(string service, string call) => At(120, Root($"{service}.amazonaws.com", call, Sample.With(("name", "main"), ("detectorId", "d")))).ToJsonString();

    private Alert Regression(WatchState state, Situation situation, DateTimeOffset now) =>
        AccountWatch.Tick(state, Watched with { Situation = situation }, now).Alerts.Single(alert => alert.RuleId == RuleId);

    private static Situation Read(params PostureReading[] readings) => Situation.Unknown with { Posture = readings };
}
