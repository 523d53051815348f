using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class CanaryUnseenRuleTests() : SituationRuleTest("RW-X05")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("unseen for more than half an hour", Severity.High) { Situation = Unseen(Now.AddMinutes(-31)) },
        new("unseen for half an hour", Silent) { Situation = Unseen(Now.AddMinutes(-29)) },
        new("all seen", Silent) { Situation = Unseen(null) },
        new("no canary", Silent),
    ];

    private static Situation Unseen(DateTimeOffset? since) => Situation.Unknown with { Canary = new CanaryWatch(since) };
}
