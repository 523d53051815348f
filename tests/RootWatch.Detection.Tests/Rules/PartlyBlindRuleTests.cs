using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class PartlyBlindRuleTests() : SituationRuleTest("RW-X12")
{
    private static readonly UnknownScope Regions = new(UnknownScope.Regions, Now.AddHours(-2), "its regions are not known: denied") { Cause = "denied", Remedy = "Allow it", IsOverdue = true };
    private static readonly UnknownScope Alias = new(UnknownScope.Alias, Now.AddHours(-1), "its alias is not known: throttled") { IsOverdue = true };

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("regions not known", Severity.High) { Situation = Knowing(Regions) },
        new("alias not known", Severity.High) { Situation = Knowing(Alias) },
        new("regions not known yet", Silent) { Situation = Knowing(Regions with { IsOverdue = false }) },
        new("all known", Silent) { Situation = Knowing() },
        new("nothing known", Silent),
    ];

    [Fact]
    public void Each_is_opened_and_closed_by_itself_and_what_cannot_be_told_just_now_closes_none()
    {
        var first = Tick(WatchState.Empty, Knowing(Regions, Alias));
        var none = Tick(Tick(first.State, Situation.Unknown).State, Knowing(Regions with { IsOverdue = false }, Alias));
        var alias = Tick(none.State, Knowing(Alias));
        var again = Tick(alias.State, Knowing(Alias, Regions with { Since = Now }));
        var all = Tick(again.State, Knowing());

        Assert.Equal(2, first.Alerts.Count);
        Assert.Empty(none.Alerts);
        Assert.Equal(first.Alerts[0].AlertId, Assert.Single(alias.Alerts).Closes);
        Assert.Equal([first.Alerts[1].AlertId, Assert.Single(again.Alerts).AlertId], all.Alerts.Select(alert => alert.Closes));
        Assert.Empty(Tick(all.State, Knowing()).Alerts);
    }

    [Fact]
    public void What_to_do_is_about_the_reason_if_there_is_something()
    {
        var alerts = Tick(WatchState.Empty, Knowing(Regions, Alias)).Alerts;
        Assert.Contains("What to do now: Part of what root does may not be seen. Allow it. What happens", alerts[0].Summary, StringComparison.Ordinal);
        Assert.Contains("Look at what the role may call.", alerts[1].Summary, StringComparison.Ordinal);
        Assert.Equal(["denied", ""], alerts.Select(alert => alert.ErrorCode));
    }

    private static WatchStep Tick(WatchState state, Situation situation) => AccountWatch.Tick(state, Sample.Subject with { Situation = situation }, Now);

    private static Situation Knowing(params UnknownScope[] unknown) => Situation.Unknown with { UnknownScopes = unknown };
}
