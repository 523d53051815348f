using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootFirstApiUseRuleTests() : RuleTest("RW-A07")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("a read", Severity.Low, Root(Iam, "ListAccessKeys", e => e["readOnly"] = true)),
        new("a sign-in", Silent, SignIn()),
        new("a user", Silent, User(Iam, "ListAccessKeys")),
    ];

    [Fact]
    public void The_first_use_of_a_call_is_told_once_and_has_the_same_id_whichever_use_it_was()
    {
        var early = Root(Iam, "ListAccessKeys");
        var late = Root(Iam, "ListAccessKeys", e => { e["eventID"] = "0a1b2c3d-0000-4000-8000-00000000ffff"; e["eventTime"] = "2026-03-01T11:00:00Z"; });

        var both = First(Advance(early, late));

        Assert.Equal(Assert.Single(First(Advance(late))).AlertId, Assert.Single(both).AlertId);
        Assert.Empty(First(Advance(Advance(early).State, late)));

        static List<Alert> First(WatchStep step) => [.. step.Alerts.Where(alert => alert.RuleId == "RW-A07")];
    }
}
