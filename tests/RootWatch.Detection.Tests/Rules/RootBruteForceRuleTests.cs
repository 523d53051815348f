using RootWatch.Detection.Alerts;
using RootWatch.Detection.Settings;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootBruteForceRuleTests() : SequenceRuleTest("RW-S04")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("five in a quarter of an hour", Severity.High, [.. Failures(5, 3.75)]),
        new("four in a quarter of an hour", Silent, [.. Failures(4, 1)]),
        new("ten in an hour, never five in a quarter", Severity.High, [.. Failures(10, 6.6)]),
        new("nine in an hour, slower after that", Silent, [.. Failures(9, 7)]),
        new("twenty in a day, never ten in an hour", Severity.High, [.. Failures(20, 75, -1430)]),
        new("nineteen in a day", Silent, [.. Failures(19, 75, -1430)]),
        new("twenty in more than a day", Silent, [.. Failures(20, 77, -1470)]),
        new("five over midnight", Severity.High, [.. Failures(5, 3, -606)]),
        new("failures of users", Silent, [.. Enumerable.Range(0, 30).Select(i => At(i, User("signin.amazonaws.com", "ConsoleLogin", e => e["errorMessage"] = "Failed authentication")))]),
        new("successes", Silent, [.. Enumerable.Range(0, 30).Select(i => At(i, SignIn()))]),
    ];

    [Fact]
    public void Five_and_ten_and_twenty_are_needed() => NeedsEachRecordOf(
        new("quarter", Severity.High, [.. Failures(5, 3.75)]),
        new("hour", Severity.High, [.. Failures(10, 6.6)]),
        new("day", Severity.High, [.. Failures(20, 75, -1430)]));

    [Fact]
    public void A_flood_is_told_once_a_day_and_stays_small()
    {
        var state = WatchState.Empty;
        var told = new List<string>();
        foreach (var batch in Failures(10_000, 0.1, -900).Chunk(500))
        {
            var step = Advance(state, batch);
            told.AddRange(step.Alerts.Where(alert => alert.RuleId == "RW-S04").Select(alert => alert.AlertId));
            state = step.State;
        }

        // From 19:00 to 11:40: two days.
        Assert.Equal(2, told.Distinct().Count());
        Assert.Equal(2, told.Count);
        Assert.InRange(System.Text.Json.JsonSerializer.Serialize(state.Trace).Length, 1, 20_000);
    }

    [Fact]
    public void A_tenant_sets_its_own_numbers()
    {
        var subject = Subject with { Settings = new DetectionSettings { Thresholds = new Dictionary<string, double> { ["RW-S04/failures-in-15-minutes"] = 3 } } };
        var step = AccountWatch.Advance(WatchState.Empty, subject, [.. Failures(3, 1).Select(record => record.ToJsonString())], Now);

        Assert.Contains(step.Alerts, alert => alert.RuleId == "RW-S04" && alert.Summary.Contains("failed at least 3 times", StringComparison.Ordinal));
    }
}
