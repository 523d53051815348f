using System.Text.Json;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Origins;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Tests.Origins;
using static RootWatch.Detection.Tests.Origins.TestOrigins;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootNewCountryRuleTests() : RuleTest("RW-S08")
{
    protected override IOriginTable Origins => Instance;

    protected override WatchState Before => After(SignIn("Success", "Yes", From(Office, "2026-02-01T09:00:00")));

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("another country", Severity.High, SignIn("Success", "Yes", From(Hotel, "2026-03-01T09:00:00"))),
        new("written as IPv4 in IPv6", Severity.High, SignIn("Success", "Yes", From("::ffff:" + Hotel, "2026-03-01T09:00:00"))),
        new("another range and agent in the same country", Silent, SignIn("Success", "Yes", From(OfficeOtherRange, "2026-03-01T09:00:00"))),
        new("a failure", Silent, SignIn("Failure", "No", From(Hotel, "2026-03-01T09:00:00"))),
        new("a call without sign-in", Silent, Root("s3.amazonaws.com", "CreateBucket", From(Hotel, "2026-03-01T09:00:00"))),
        new("an address in no table", Silent, SignIn("Success", "Yes", From(TestOrigins.Unknown, "2026-03-01T09:00:00"))),
        new("no address", Silent, SignIn("Success", "Yes", From("AWS Internal", "2026-03-01T09:00:00"))),
    ];

    [Fact]
    public void The_first_country_on_record_is_only_noted() =>
        Assert.Equal(Severity.Info, Told(WatchState.Empty, SignIn("Success", "Yes", From(Hotel, "2026-03-01T09:00:00"))).Severity);

    [Fact]
    public void A_failure_teaches_no_country() =>
        Assert.Equal(Severity.High, Told(TestOrigins.Advance(Before, SignIn("Failure", "No", From(Hotel, "2026-02-20T09:00:00"))).State, SignIn("Success", "Yes", From(Hotel, "2026-03-01T09:00:00"))).Severity);

    [Fact]
    public void It_is_told_once_under_the_same_id_whichever_sign_in_comes_first()
    {
        var early = SignIn("Success", "Yes", From(Hotel, "2026-03-01T09:00:00"));
        var late = SignIn("Success", "Yes", From(Hotel, "2026-03-01T09:10:00"));

        Assert.Equal(Told(Before, early).AlertId, Told(Before, late).AlertId);
        Assert.DoesNotContain(TestOrigins.Advance(TestOrigins.Advance(Before, late).State, early).Alerts, alert => alert.RuleId == RuleId);
    }

    /// <summary>Whether it waited to be known for the first is no business of who reads it.</summary>
    [Fact]
    public void What_waited_is_told_with_all_that_is_told_at_once()
    {
        var signIn = SignIn("Success", "Yes", From(Hotel, "2026-03-01T09:00:00"));
        var subject = Subject with { Origins = Instance };
        var time = TimeOf(signIn);

        var atOnce = AccountWatch.Advance(WatchState.Empty, subject, [signIn.ToJsonString()], time.AddMinutes(16)).Alerts.Single(alert => alert.RuleId == RuleId);
        var early = AccountWatch.Advance(WatchState.Empty, subject, [signIn.ToJsonString()], time.AddMinutes(1));
        var stored = JsonSerializer.Deserialize<WatchState>(JsonSerializer.Serialize(early.State))!;
        var late = AccountWatch.Tick(stored, subject, time.AddMinutes(16));
        var waited = late.Alerts.Single(alert => alert.RuleId == RuleId);

        Assert.DoesNotContain(early.Alerts, alert => alert.RuleId == RuleId);
        Assert.Equal(JsonSerializer.Serialize(atOnce), JsonSerializer.Serialize(waited));
        Assert.Equal((Hotel, "us-east-1", 15, Severity.Info), (waited.SourceIpAddress, waited.Region, waited.Score, waited.Severity));
        Assert.All(AccountWatch.Tick(late.State, subject, time.AddMinutes(17)).State.FirstPlaces, place => Assert.Null(place.SignIn));
    }

    [Fact]
    public void What_waited_is_silenced_by_an_allow_list_as_what_is_told_at_once()
    {
        var signIn = SignIn("Success", "Yes", From(Hotel, "2026-03-01T09:00:00"));
        var allow = new RuleSettings { Allow = new AllowList { Principals = [new TextPattern("*:root")] } };
        var subject = Subject with { Origins = Instance, Settings = DetectionSettings.Default with { Rules = new Dictionary<string, RuleSettings> { [RuleId] = allow } } };

        var early = AccountWatch.Advance(WatchState.Empty, subject, [signIn.ToJsonString()], TimeOf(signIn).AddMinutes(1));

        Assert.Equal(["RW-S09", "RW-S10"], AccountWatch.Tick(early.State, subject, TimeOf(signIn).AddMinutes(16)).Alerts.Select(alert => alert.RuleId));
    }

    private Alert Told(WatchState state, System.Text.Json.Nodes.JsonObject record) =>
        TestOrigins.Advance(state, record).Alerts.Single(alert => alert.RuleId == RuleId);
}
