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

    private static Situation ReadUpTo(double minutes) => Situation.Unknown with { ReadUpTo = Now.AddHours(-2).AddMinutes(minutes) };
}
