using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class LateEventRuleTests() : SituationRuleTest("RW-X06")
{
    protected override WatchState Before => WatchState.Empty with { BlindSince = Now.AddHours(-3) };

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("after the time was thought read", Severity.Low, At(0, SignIn())) { Situation = ReadUpTo(0) },
        new("several of one hour", Severity.Low, At(0, SignIn()), At(10, SignIn())) { Situation = ReadUpTo(20) },
        new("in time", Silent, At(0, SignIn())) { Situation = ReadUpTo(-1) },
        new("a user's", Silent, At(0, User("iam.amazonaws.com", "CreateUser"))) { Situation = ReadUpTo(20) },
        new("while the past is read", Silent, At(0, SignIn())),
        new("seen again", Severity.Low) { Situation = Situation.Unknown with { Sight = new Sight(Now, TimeSpan.FromMinutes(1)) } },
        new("refused again", Silent) { Situation = Situation.Unknown with { Sight = new Sight(Now, TimeSpan.FromMinutes(1)) { RefusedSince = Now, RefusedLastAt = Now } } },
        new("still blind", Silent) { Situation = Situation.Unknown with { Sight = new Sight(Now.AddHours(-3), TimeSpan.FromHours(2)) } },
    ];

    [Fact]
    public void The_end_of_a_blindness_is_told_once_however_much_comes_late_after_it()
    {
        var since = Now.AddHours(-3);
        var step = Seeing(Before, Now);
        Assert.Single(step.Alerts);
        foreach (var hour in Enumerable.Range(1, 120))
        {
            step = step with { State = step.State with { Told = step.State.Told.With(RuleId, $"late {hour}", Now.AddHours(hour)) } };
        }

        Assert.Equal(since, step.State.BlindSince);
        Assert.Empty(Seeing(step.State, Now.AddDays(6)).Alerts);

        static WatchStep Seeing(WatchState state, DateTimeOffset now) =>
            AccountWatch.Tick(state, Subject with { Situation = Situation.Unknown with { Sight = new Sight(now, TimeSpan.FromMinutes(1)) } }, now);
    }

    private static Situation ReadUpTo(double minutes) => Situation.Unknown with { ReadUpTo = Now.AddHours(-2).AddMinutes(minutes) };
}
