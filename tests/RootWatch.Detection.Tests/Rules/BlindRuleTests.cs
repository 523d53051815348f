using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class BlindRuleTests() : SituationRuleTest("RW-X04")
{
    private static readonly Sight Good = new(Now.AddSeconds(-60), TimeSpan.FromSeconds(60));

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("refused twice", Severity.Critical) { Situation = Seeing(Good with { RefusedSince = Now.AddSeconds(-40), RefusedLastAt = Now.AddSeconds(-10) }) },
        new("refused once", Silent) { Situation = Seeing(Good with { RefusedSince = Now, RefusedLastAt = Now }) },
        new("refused twice in a row at once", Silent) { Situation = Seeing(Good with { RefusedSince = Now.AddSeconds(-20), RefusedLastAt = Now }) },
        new("not read for four intervals", Severity.Critical) { Situation = Seeing(Good with { LastGoodAt = Now.AddSeconds(-181) }) },
        new("not read for two intervals", Silent) { Situation = Seeing(Good with { LastGoodAt = Now.AddSeconds(-120) }) },
        new("read", Silent) { Situation = Seeing(Good) },
        new("nothing known", Silent),
    ];

    [Fact]
    public void The_next_stretch_of_blindness_is_another_episode()
    {
        var first = Tick(WatchState.Empty, new Sight(Now.AddMinutes(-10), TimeSpan.FromMinutes(1)), Now);
        var goesOn = Tick(first.State, new Sight(Now.AddMinutes(-10), TimeSpan.FromMinutes(1)), Now.AddMinutes(30));
        var seen = Tick(goesOn.State, new Sight(Now.AddMinutes(31), TimeSpan.FromMinutes(1)), Now.AddMinutes(31));
        var second = Tick(seen.State, new Sight(Now.AddMinutes(31), TimeSpan.FromMinutes(1)), Now.AddMinutes(40));

        Assert.Equal(["RW-X04"], first.Alerts.Select(alert => alert.RuleId));
        Assert.Empty(goesOn.Alerts);
        Assert.Equal(["RW-X06"], seen.Alerts.Select(alert => alert.RuleId));
        Assert.Equal(["RW-X04"], second.Alerts.Select(alert => alert.RuleId));
        Assert.NotEqual(first.Alerts[0].AlertId, second.Alerts[0].AlertId);
    }

    [Theory]
    [InlineData(50, true)]
    [InlineData(75, false)]
    public void That_root_was_active_shortly_before_is_said(int minutes, bool isSaid)
    {
        var used = AccountWatch.Advance(WatchState.Empty, Sample.Subject, [At(120 - minutes, Sample.SignIn()).ToJsonString()], Now);
        var blind = Tick(used.State, new Sight(Now.AddMinutes(-10), TimeSpan.FromMinutes(1)), Now).Alerts.Single(alert => alert.RuleId == "RW-X04");

        Assert.Equal((Severity.Critical, isSaid), (blind.Severity, blind.Summary.Contains(", and root was active at ", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_to_do_is_about_the_reason_however_long_that_is()
    {
        Sight refused = new(Now.AddMinutes(-10), TimeSpan.FromMinutes(1)) { Reason = $"us-east-1 Username=root: denied: {new string('x', 600)}", Remedy = "Check the ExternalId" };
        var blind = Tick(WatchState.Empty, refused, Now).Alerts.Single();
        Assert.EndsWith(
            "xxx…. What to do now: Nobody sees what root does there. Check the ExternalId. What happens meanwhile is read later if access comes back within 90 days. Runbook: docs/detections.md#rw-x04",
            blind.Summary, StringComparison.Ordinal);

        var unknown = Tick(WatchState.Empty, refused with { Remedy = "" }, Now).Alerts.Single();
        Assert.Contains("What to do now: Nobody sees what root does there. Look at the role", unknown.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void The_home_region_is_told_by_itself_if_it_was_read_after_the_account_was_told_and_so_is_its_end()
    {
        Sight far = new(Now.AddMinutes(-10), TimeSpan.FromMinutes(1)) { Reason = "eu-west-1" };
        Sight home = Good with { Region = "us-east-1", ReadAt = Now.AddSeconds(-60) };
        var told = Tick(WatchState.Empty, far, Now, home);
        var unread = Tick(told.State, far, Now.AddMinutes(5), home with { Reason = "us-east-1" });
        var dark = home with { LastGoodAt = Now.AddMinutes(1), ReadAt = Now.AddMinutes(1), Reason = "us-east-1", Cause = "denied" };
        var early = Tick(told.State, far, Now.AddMinutes(3), dark);
        var second = Tick(early.State, far, Now.AddMinutes(5), dark);
        var goesOn = Tick(second.State, far, Now.AddMinutes(9), dark);
        var seen = Tick(goesOn.State, far, Now.AddMinutes(10), home with { LastGoodAt = Now.AddMinutes(10), ReadAt = Now.AddMinutes(10) });
        var over = Tick(seen.State, Good with { LastGoodAt = Now.AddMinutes(20) }, Now.AddMinutes(20));

        var first = Assert.Single(told.Alerts);
        Assert.Empty(unread.Alerts.Concat(early.Alerts).Concat(goesOn.Alerts));
        var alert = Assert.Single(second.Alerts);
        Assert.Equal(("RW-X04", "us-east-1", "denied", ""), (alert.RuleId, alert.Region, alert.ErrorCode, first.Region));
        Assert.Equal([("RW-X06", alert.AlertId)], seen.Alerts.Select(end => (end.RuleId, end.Closes)));
        Assert.Equal([("RW-X06", first.AlertId)], over.Alerts.Select(end => (end.RuleId, end.Closes)));
    }

    [Fact]
    public void A_home_region_that_goes_dark_before_the_account_is_told_is_part_of_that_and_hastens_it()
    {
        Sight far = new(Now.AddMinutes(-10), TimeSpan.FromMinutes(15)) { Reason = "eu-west-1" };
        Sight home = new(Now.AddMinutes(-4), TimeSpan.FromMinutes(1)) { Region = "us-east-1", ReadAt = Now.AddMinutes(-4), Reason = "us-east-1" };

        var told = Tick(WatchState.Empty, far, Now, home);
        Assert.Equal("", Assert.Single(told.Alerts).Region);
        Assert.Empty(Tick(told.State, far, Now.AddHours(1), home).Alerts);
    }

    /// <summary>In a document from before it was kept when the account was told.</summary>
    [Fact]
    public void What_was_told_by_an_older_version_is_not_told_again()
    {
        Sight far = new(Now.AddMinutes(-10), TimeSpan.FromMinutes(1)) { Reason = "eu-west-1" };
        var told = Tick(WatchState.Empty, far, Now);
        var old = told.State with { BlindToldAt = null };

        Assert.Empty(Tick(old, far, Now.AddMinutes(5), Good with { ReadAt = far.LastGoodAt, LastGoodAt = far.LastGoodAt }).Alerts);
        Assert.Equal("us-east-1", Assert.Single(Tick(old, far, Now.AddMinutes(5), Good with { ReadAt = Now, Region = "us-east-1" }).Alerts).Region);
    }

    private static WatchStep Tick(WatchState state, Sight sight, DateTimeOffset now, Sight? home = null) =>
        AccountWatch.Tick(state, Sample.Subject with { Situation = Seeing(sight) with { HomeSight = home } }, now);

    private static Situation Seeing(Sight sight) => Situation.Unknown with { Sight = sight };
}
