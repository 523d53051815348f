using RootWatch.Detection.Alerts;
using RootWatch.Detection.Emergencies;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class WindowRequestedRuleTests() : SituationRuleTest("RW-G13")
{
    private static readonly WindowRequest Request = new(
        "W-1", Now.AddMinutes(-5), Now.AddHours(23), OpensAt: null, TimeSpan.FromHours(2), "bob", "OPS-7", "restore\u202E", ["iam/CreateUser", "ec2/*"]);

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("waits", Severity.Medium) { Situation = Asked(Request) },
        new("for later", Severity.Medium) { Situation = Asked(Request with { OpensAt = Now.AddHours(3) }) },
        new("lapsed before anybody looked", Silent) { Situation = Asked(Request with { LapsesAt = Now }) },
        new("a window and no request", Silent) { Situation = With(Window) },
        new("no windows", Silent),
    ];

    [Fact]
    public void It_says_who_asks_for_what_and_how_long_it_waits()
    {
        var told = Assert.Single(AccountWatch.Tick(WatchState.Empty, Subject with { Situation = Asked(Request) }, Now).Alerts, alert => alert.RuleId == RuleId);

        Assert.Contains("bob asks for the emergency window W-1 of 120 minutes, ticket OPS-7: restore\\u202e; it would allow iam/CreateUser, ec2/*", told.Summary, StringComparison.Ordinal);
        Assert.Contains("rootwatch window approve", told.Summary, StringComparison.Ordinal);
    }

    private static Situation Asked(WindowRequest request) => Situation.Unknown with { Emergencies = new EmergencyPlan(Since: null) { Requests = [request] } };
}
