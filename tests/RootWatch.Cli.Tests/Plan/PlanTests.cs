using System.Globalization;
using System.Text.Json;

namespace RootWatch.Cli.Tests.Plan;

public sealed class PlanTests
{
    // ListRegions and ListAccountAliases 24 each, AssumeRole 30, and 30 questions for those: not sweeps, and so not in the figures worked out by hand.
    private const double OthersPerDay = 108;

    /// <summary>Worked out by hand: streams over their intervals, and two pages a day and region for the sweeps that reach far back.</summary>
    [Theory]
    [InlineData("adaptive", 17, 0, 100, 500, 29, 151)]
    [InlineData("adaptive", 30, 0, 100, 500, 36, 189)]
    [InlineData("adaptive", 17, 0, 100, 5_000, 291, 151)]
    [InlineData("adaptive", 30, 0, 100, 50_000, 3_646, 189)]
    [InlineData("flat60", 17, 0, 100, 500, 142, 734)]
    [InlineData("flat60", 30, 0, 100, 50_000, 25_000, 1_296)]
    [InlineData("flat300", 17, 0, 100, 5_000, 283, 147)]
    [InlineData("flat300", 30, 0, 100, 5_000, 500, 259)]
    [InlineData("push", 17, 0, 100, 50_000, 575, 30)]
    [InlineData("push", 30, 0, 100, 50_000, 771, 40)]
    [InlineData("adaptive", 17, 100, 0, 500, 192, 995)]
    [InlineData("adaptive", 30, 100, 0, 500, 300, 1_557)]
    public async Task Calls_and_events_are_those_worked_out_by_hand(string plan, int regions, int hot, int aliases, int accounts, double lookupsPerSecond, double thousandEventsPerMonth)
    {
        var cost = await Cost(plan, "--accounts", Text(accounts), "--regions", Text(regions), "--hot", Text(hot), "--aliases", Text(aliases));
        var lookups = cost.GetProperty("lookupsPerAccountPerSecond").GetDouble();
        Assert.Equal(lookupsPerSecond, lookups * accounts, tolerance: 0.7);
        Assert.Equal(thousandEventsPerMonth, lookups * 2.592e6 / 1_000, tolerance: 1);
        // Each hour 17 calls and 4 in each region, and 15 that come more seldom: the server's tests count them.
        var posture = (24 * (17 + (4 * regions))) + 15;
        Assert.Equal(posture * 30, cost.GetProperty("postureEventsPerAccountPerMonth").GetDouble());
        Assert.Equal((lookups * 86_400) + OthersPerDay + posture, cost.GetProperty("callsPerAccountPerDay").GetDouble(), tolerance: 0.1);
        Assert.Equal(cost.GetProperty("callsPerAccountPerDay").GetDouble() * accounts / 86_400, cost.GetProperty("callsPerSecond").GetDouble(), tolerance: accounts * 1e-5);
        Assert.Equal(cost.GetProperty("callsPerAccountPerDay").GetDouble() * 30, cost.GetProperty("eventsPerAccountPerMonth").GetDouble(), tolerance: 2);
    }

    [Fact]
    public async Task Prices_are_per_account_and_month_and_can_be_given()
    {
        // 17 / 60 x 86,400 + 108 = 24,588 calls a day, 737,640 events a month.
        var cost = await Cost("flat60", "--accounts", "1", "--regions", "17", "--no-posture");
        Assert.Equal((737_640, 14.75, 2.95), Figures(cost));
        Assert.Equal((737_640, 73.76, 0.74), Figures(await Cost("flat60", "--accounts", "1", "--regions", "17", "--no-posture", "--trail-price", "10", "--guardduty-price", "1.0")));
    }

    [Fact]
    public async Task Without_a_plan_all_are_compared()
    {
        var run = await Rootwatch.RunAsync("plan", "--accounts", "5000", "--regions", "17", "--hot", "1");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal("5,000 accounts with 17 regions each, 1% hot, 100% with an alias; figures per account are averages", run.OutLines[0]);
        Assert.Equal(["PLAN", "adaptive", "flat60", "flat300", "push"], run.OutLines[1..].Select(line => line.Split(' ')[0]));
        Assert.Equal(["61,650", "$15.99"], run.OutLines[3].Split(' ', StringSplitOptions.RemoveEmptyEntries)[5..7]);
    }

    [Theory]
    [InlineData("--accounts: give a whole number from 1 to 1000000.", "--accounts", "0", "--regions", "17")]
    [InlineData("--regions: give a whole number from 1 to 100.", "--accounts", "5", "--regions", "many")]
    [InlineData("--hot: give a percentage from 0 to 100.", "--accounts", "5", "--regions", "17", "--hot", "101")]
    [InlineData("--trail-price: give an amount such as 2.00.", "--accounts", "5", "--regions", "17", "--trail-price", "-1")]
    public async Task A_number_that_makes_no_sense_is_refused_by_name(string problem, params string[] arguments)
    {
        var run = await Rootwatch.RunAsync(["plan", .. arguments]);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(problem, run.Error, StringComparison.Ordinal);
    }

    private static async Task<JsonElement> Cost(string plan, params string[] arguments)
    {
        var run = await Rootwatch.RunAsync(["plan", "--plan", plan, "--output", "json", .. arguments]);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonDocument.Parse(run.OutLines.Single()).RootElement;
    }

    private static (double Events, double TrailCopy, double GuardDuty) Figures(JsonElement cost) => (
        cost.GetProperty("eventsPerAccountPerMonth").GetDouble(), cost.GetProperty("trailCopyUsdPerAccountPerMonth").GetDouble(), cost.GetProperty("guardDutyUsdPerAccountPerMonth").GetDouble());

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
