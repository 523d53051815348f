using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Accounts;

/// <summary>A reading that cannot come to its end in time says why, and what it has read is told.</summary>
public sealed class LongReadingTests
{
    private static readonly TimeSpan Past = SweepReader.ReadingMax + TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_page_that_is_never_answered_takes_nothing_from_those_before()
    {
        using WatchedAccount account = new();
        await account.Run(TimeSpan.FromMinutes(3));
        DateTimeOffset now = account.Time.GetUtcNow();
        SignIns(account, 120, _ => (now, TimeSpan.Zero));
        account.Trail.Hangs = static request => request.NextToken is not null;
        await account.Run(Past);

        Assert.Equal(SweepReading.PageSize, Told(account).Distinct().Count());
        Assert.Contains("unreachable: cloudtrail:LookupEvents in us-east-1: Unreachable: no end within 120 s. Check the network", account.Snapshot.Reason, StringComparison.Ordinal);

        account.Trail.Hangs = static _ => false;
        await account.Run(TimeSpan.FromMinutes(30));
        Assert.Equal((WatchStatus.Ok, ""), (account.Snapshot.Status, account.Snapshot.Reason));
        Assert.Equal(120, Told(account).Count());
        Assert.Distinct(Told(account));
    }

    [Theory]
    [InlineData(150, true)]
    [InlineData(1_000, false)]
    public async Task Pages_without_an_event_are_gone_through_for_some_minutes_and_then_named(int pages, bool isRead)
    {
        using WatchedAccount account = new();
        await account.Run(TimeSpan.FromMinutes(3));
        SignIns(account, 1, _ => (account.Time.GetUtcNow(), TimeSpan.Zero));
        account.Trail.EmptyPages = pages;
        HashSet<string> reasons = [];
        for (int i = 0; i < 15; i++)
        {
            await account.Run(TimeSpan.FromMinutes(1), stepSecondsMax: 1);
            reasons.Add(account.Snapshot.Reason);
        }

        Assert.Equal(isRead ? 1 : 0, Told(account).Count());
        Assert.Equal(!isRead, reasons.Any(reason => reason.Contains(" pages led from one to the next and to no time down to which all is read, in more than 300 s", StringComparison.Ordinal)));
        Assert.DoesNotContain(reasons, reason => reason.Contains("throttled", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Pages_that_wait_for_their_turn_too_long_are_no_trouble_of_the_network()
    {
        using WatchedAccount account = new(options: new PollOptions { CallsPerSecond = LookupPace.Slowest });
        await account.Run(TimeSpan.FromMinutes(20));
        // What becomes visible only now comes before what was read, and moves it from page to page.
        DateTimeOffset now = account.Time.GetUtcNow();
        SignIns(account, 1_200, i => (now.AddSeconds(i / 2), TimeSpan.FromMinutes(2)));
        HashSet<string> reasons = [];
        for (int i = 0; i < 15; i++)
        {
            await account.Run(TimeSpan.FromMinutes(1));
            reasons.Add(account.Snapshot.Reason);
        }

        Assert.NotEmpty(Told(account));
        Assert.Contains(reasons, reason => reason.Contains("throttled: cloudtrail:LookupEvents in us-east-1: Throttled: at the pace that is left it has not come to its end within 120 s", StringComparison.Ordinal));
        Assert.DoesNotContain(reasons, reason => reason.Contains("unreachable", StringComparison.Ordinal));
    }

    /// <summary>51 pages that show up at once: at a call a second, of which what is new and the region's other streams take their part, they are read within four minutes.</summary>
    [Theory]
    [InlineData(60)]
    [InlineData(5)]
    public async Task A_burst_does_not_hide_for_long_what_came_before_it(int intervalSeconds)
    {
        TimeSpan interval = TimeSpan.FromSeconds(intervalSeconds);
        using WatchedAccount account = new(options: new PollOptions { HomeInterval = interval, HotInterval = interval / 3 });
        await account.Run(TimeSpan.FromMinutes(20));
        DateTimeOffset before = account.Time.GetUtcNow(), shown = before.AddSeconds(90);
        PastEvent hidden = account.Trail.RootCall(WatchedAccount.Id, 1, before, shown - before, "root", "iam.amazonaws.com");
        for (int i = 0; i < 2_500; i++)
        {
            DateTimeOffset at = before.AddSeconds(1 + i / 50);
            account.Trail.RootCall(WatchedAccount.Id, 5_000 + i, at, shown - at, "root", "iam.amazonaws.com");
        }

        await account.Run(shown - before + interval + TimeSpan.FromMinutes(4), stepSecondsMax: 1);
        Assert.Contains(account.Stored.State.Streams.Values, stream => stream.Seen.ContainsKey(hidden.EventId));
    }

    private static void SignIns(WatchedAccount account, int count, Func<int, (DateTimeOffset At, TimeSpan Delay)> when)
    {
        for (int i = 0; i < count; i++)
        {
            (DateTimeOffset at, TimeSpan delay) = when(i);
            account.Trail.RootSignIn(WatchedAccount.Id, 5_000 + i, at, delay);
        }
    }

    private static IEnumerable<string> Told(WatchedAccount account) => account.Alerts.Where(alert => alert.RuleId == "RW-S02").Select(alert => alert.EventId);
}
