using Microsoft.Extensions.Time.Testing;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Accounts;

public sealed class CallBudgetTests
{
    private static readonly CallPurpose[] LeastFirst = [.. Enum.GetValues<CallPurpose>().Order()];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whoever_takes_all_that_there_is_has_had_no_more_than_the_limit_in_any_24_hours(int seed)
    {
        Random random = new(seed);
        int limit = random.Next(CallBudget.PerDayMin, 20_000);
        FakeTimeProvider time = new(WatchedAccount.Start);
        CallBudget budget = new(time, null) { PerDay = limit };
        List<DateTimeOffset> calls = [];
        while (calls.Count < limit * 2)
        {
            for (int most = random.Next(1, 200); most > 0 && (budget.Allows(CallPurpose.Home) || (random.Next(3) > 0 && budget.AllowsToGoOn)); most--)
            {
                budget.Spend();
                calls.Add(time.GetUtcNow());
            }

            time.Advance(TimeSpan.FromSeconds(random.Next(1, 4_000)));
            // A new process goes on from what was stored.
            budget = random.Next(5) == 0 ? new CallBudget(time, budget.Left) { PerDay = limit } : budget;
        }

        for (int first = 0; first + limit < calls.Count; first++)
        {
            Assert.True(calls[first + limit] - calls[first] >= TimeSpan.FromDays(1), $"{limit} and one more from {calls[first]:O}");
        }
    }

    [Fact]
    public void As_calls_run_out_the_least_important_is_left_out_first()
    {
        CallBudget budget = new(new FakeTimeProvider(WatchedAccount.Start), null) { PerDay = 24_000 };
        List<CallPurpose> leftOut = [];
        for (int n = 0; n < 1_000; n++)
        {
            budget.Spend();
            CallPurpose[] now = [.. LeastFirst.Where(purpose => !budget.Allows(purpose))];
            Assert.Equal(LeastFirst[..now.Length], now);
            leftOut.AddRange(now.Except(leftOut));
        }

        Assert.Equal(LeastFirst, leftOut);
    }

    [Fact]
    public void Until_says_when_a_purpose_is_allowed_again()
    {
        FakeTimeProvider time = new(WatchedAccount.Start);
        CallBudget budget = new(time, null) { PerDay = 2_400 };
        while (budget.Allows(CallPurpose.Home))
        {
            budget.Spend();
        }

        foreach (CallPurpose purpose in Enumerable.Reverse(LeastFirst))
        {
            Assert.False(budget.Allows(purpose));
            TimeSpan until = budget.Until(purpose);
            time.Advance(until - TimeSpan.FromSeconds(1));
            Assert.False(budget.Allows(purpose));
            time.Advance(TimeSpan.FromSeconds(2));
            Assert.True(budget.Allows(purpose));
        }
    }

    [Fact]
    public void Without_a_limit_nothing_is_counted()
    {
        CallBudget budget = new(TimeProvider.System, null);
        budget.Spend();
        Assert.True(budget.Allows(CallPurpose.Haste));
        Assert.Null(budget.Left);
    }

    [Fact]
    public async Task An_account_short_of_calls_reads_its_home_region_and_says_what_waits()
    {
        using WatchedAccount account = new(registration: WatchedAccount.Registration with { MaxCallsPerDay = 2_400 });
        await account.Run(TimeSpan.FromHours(6));
        DateTimeOffset now = account.Time.GetUtcNow();
        StreamSnapshot home = account.Snapshot.Streams.Single(stream => stream is { Region: "us-east-1", Query: "Username=root" });
        StreamSnapshot region = account.Snapshot.Streams.Single(stream => stream.Region == "eu-west-1");
        Assert.True(now - home.Watermark < TimeSpan.FromMinutes(25), $"home: {home.Watermark:O} at {now:O}");
        Assert.True(region.Watermark < home.Watermark);
        Assert.Equal(WatchStatus.Degraded, region.Status);
        Assert.Contains("limit of 2400 calls a day", region.Reason, StringComparison.Ordinal);
        Assert.Contains(region.Gaps, gap => gap.Recoverable && gap.End is null && gap.Start == region.Watermark);
        Assert.DoesNotContain(account.Alerts, alert => alert.RuleId == "RW-X04");

        account.Poll.Register(WatchedAccount.Registration with { MaxCallsPerDay = 40_000 });
        await account.Run(TimeSpan.FromHours(2));
        Assert.Equal(WatchStatus.Ok, account.Snapshot.Status);
    }

    /// <summary>AWS gives fifty events a page, and within a second no time to go on from: half a sweep of it is worth nothing.</summary>
    [Fact]
    public async Task A_second_that_holds_more_than_a_page_is_read_to_its_end_though_calls_are_short()
    {
        using WatchedAccount account = new(registration: WatchedAccount.Registration with { MaxCallsPerDay = CallBudget.PerDayMin });
        await account.Run(TimeSpan.FromHours(6));
        DateTimeOffset at = CloudTrailTail.Floor(account.Time.GetUtcNow());
        PastEvent[] acts = [.. Enumerable.Range(1, 130).Select(number => account.Trail.RootSignIn(WatchedAccount.Id, number, at, TimeSpan.Zero))];

        await account.Run(TimeSpan.FromHours(8));

        Assert.Equal(acts.Select(act => act.EventId).Order(StringComparer.Ordinal), account.Alerts.Where(alert => alert.RuleId == "RW-S02").Select(alert => alert.EventId).Order(StringComparer.Ordinal));
        StreamSnapshot home = account.Snapshot.Streams.Single(stream => stream is { Region: "us-east-1", Query: "Username=root" });
        Assert.True(home.Watermark > at, $"home: {home.Watermark:O}");
    }
}
