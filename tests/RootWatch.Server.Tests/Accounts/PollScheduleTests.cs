using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Accounts;

public sealed class PollScheduleTests
{
    private const string Home = "us-east-1";
    private static readonly PollOptions Options = new();
    private static readonly DateTimeOffset Start = WatchedAccount.Start;

    [Theory]
    [InlineData(Home, StreamQuery.Root, 60, 20)]
    [InlineData(Home, StreamQuery.SignIn, 60, 20)]
    [InlineData(Home, StreamQuery.Account, 300, 60)]
    [InlineData(Home, StreamQuery.Alias, 300, 60)]
    [InlineData("eu-west-1", StreamQuery.Root, 900, 60)]
    public void Each_stream_has_its_interval_and_any_heat_shortens_it(string region, object query, int idleSeconds, int hotSeconds)
    {
        StreamName stream = new(region, (StreamQuery)query, "acme");
        Assert.Equal(idleSeconds, PollSchedule.IntervalOf(stream, Home, Heat.None, Options).TotalSeconds);
        foreach (Heat heat in (Heat[])[Heat.RootActive, Heat.Pushed, Heat.Emergency, Heat.RootKey, Heat.RootSessions, Heat.RootKey | Heat.Pushed])
        {
            Assert.Equal(hotSeconds, PollSchedule.IntervalOf(stream, Home, heat, Options).TotalSeconds);
        }
    }

    [Fact]
    public void An_interval_set_shorter_than_the_hot_one_stays()
    {
        PollOptions options = new() { HomeInterval = TimeSpan.FromSeconds(5), RegionInterval = TimeSpan.FromSeconds(6), AccountInterval = TimeSpan.FromSeconds(7) };
        Assert.Equal(5, PollSchedule.IntervalOf(new StreamName(Home, StreamQuery.Root), Home, Heat.RootActive, options).TotalSeconds);
        Assert.Equal(6, PollSchedule.IntervalOf(new StreamName("eu-west-1", StreamQuery.Root), Home, Heat.RootActive, options).TotalSeconds);
        Assert.Equal(7, PollSchedule.IntervalOf(new StreamName(Home, StreamQuery.Account), Home, Heat.RootActive, options).TotalSeconds);
    }

    [Fact]
    public void Turns_come_at_the_same_phase_and_never_later_than_one_interval()
    {
        Random random = new(20261125);
        for (int i = 0; i < 2_000; i++)
        {
            TimeSpan interval = TimeSpan.FromSeconds(random.Next(1, 3_600));
            double phase = random.NextDouble();
            DateTimeOffset now = Start.AddTicks(random.NextInt64(TimeSpan.TicksPerDay));
            DateTimeOffset turn = PollSchedule.NextTurn(now, interval, phase);
            Assert.InRange(turn - now, TimeSpan.FromTicks(1), interval);
            Assert.Equal(turn + interval, PollSchedule.NextTurn(turn, interval, phase));
        }
    }

    [Fact]
    public void The_turns_of_a_fleet_are_spread_over_the_interval()
    {
        StreamName stream = new(Home, StreamQuery.Root);
        int[] inEachTenth = new int[10];
        for (int i = 0; i < 10_000; i++)
        {
            inEachTenth[(int)(PollSchedule.PhaseOf($"{100_000_000_000 + i}", stream) * 10)]++;
        }

        Assert.All(inEachTenth, count => Assert.InRange(count, 850, 1_150));
        Assert.NotEqual(PollSchedule.PhaseOf(WatchedAccount.Id, stream), PollSchedule.PhaseOf(WatchedAccount.Id, new StreamName("eu-west-1", StreamQuery.Root)));
    }

    [Fact]
    public async Task An_idle_account_is_asked_as_often_as_planned_and_a_hot_one_more()
    {
        using WatchedAccount account = new(options: new PollOptions { Backfill = TimeSpan.Zero });
        account.Trail.Alias = "acme-production";
        await account.Run(TimeSpan.FromHours(1));
        int atFirst = account.Trail.Lookups;
        await account.Run(TimeSpan.FromHours(2));
        // Two streams each minute, two each five minutes, one other region each quarter of an hour.
        Assert.InRange(account.Trail.Lookups - atFirst, 2 * (120 + 24 + 4) - 4, 2 * (60 + 60 + 12 + 12 + 4) + 4);

        account.Poll.Heat = Heat.Emergency;
        await account.Run(TimeSpan.FromMinutes(2));
        int atHeat = account.Trail.Lookups;
        await account.Run(TimeSpan.FromHours(1));
        // Two each 20 s, three each minute.
        Assert.InRange(account.Trail.Lookups - atHeat, (2 * 180) + (3 * 60) - 30, (2 * 180) + (3 * 60) + 8);

        account.Poll.Heat = Heat.None;
        await account.Run(TimeSpan.FromMinutes(20));
        int cooled = account.Trail.Lookups;
        await account.Run(TimeSpan.FromHours(1));
        Assert.InRange(account.Trail.Lookups - cooled, 140, 152);
    }

    [Theory]
    [InlineData("Root", "arn:aws:iam::111122223333:root", true)]
    [InlineData("IAMUser", "arn:aws:iam::111122223333:user/alice", false)]
    public async Task Only_what_root_does_makes_an_account_hot(string type, string arn, bool isHot)
    {
        using WatchedAccount account = new(options: new PollOptions { Backfill = TimeSpan.Zero });
        await account.Run(TimeSpan.FromMinutes(20));
        DateTimeOffset now = account.Time.GetUtcNow();
        account.Trail.Events.Add(new PastEvent("us-east-1", "8c1b7d1e-0000-4000-8000-000000000001", now, now.AddMinutes(2), type == "Root" ? "root" : "alice", "account.amazonaws.com", $$$"""
            {"eventVersion":"1.08","userIdentity":{"type":"{{{type}}}","principalId":"AIDAEXAMPLE","arn":"{{{arn}}}","accountId":"111122223333"},
            "eventTime":"{{{now:yyyy-MM-ddTHH:mm:ssZ}}}","eventSource":"account.amazonaws.com","eventName":"PutAlternateContact","awsRegion":"us-east-1","sourceIPAddress":"203.0.113.9",
            "userAgent":"Mozilla/5.0","requestParameters":{"alternateContactType":"SECURITY"},"readOnly":false,"eventID":"8c1b7d1e-0000-4000-8000-000000000001","eventType":"AwsApiCall","recipientAccountId":"111122223333"}
            """));
        await account.Run(TimeSpan.FromMinutes(20));
        Assert.NotEmpty(account.Alerts);
        int before = account.Trail.Lookups;
        await account.Run(TimeSpan.FromHours(1));
        Assert.Equal(isHot, account.Trail.Lookups - before > 200);
    }

    /// <summary>Event history tells of root in the home region first; from then on the other regions are read each minute.</summary>
    [Fact]
    public async Task What_root_does_in_a_cold_region_after_a_sign_in_is_seen_within_a_minute_or_so()
    {
        using WatchedAccount account = new(options: new PollOptions { Backfill = TimeSpan.Zero });
        await account.Run(TimeSpan.FromMinutes(20));
        DateTimeOffset now = account.Time.GetUtcNow();
        account.Trail.RootSignIn(WatchedAccount.Id, 1, now, TimeSpan.FromMinutes(2));
        account.Trail.RootCall(WatchedAccount.Id, 2, now.AddMinutes(4), TimeSpan.FromMinutes(2), "root", "ec2.amazonaws.com", "eu-west-1");
        await account.Run(TimeSpan.FromMinutes(6) + TimeSpan.FromSeconds(95));
        Assert.Equal(2, account.Snapshot.EventsRead);
    }

    [Fact]
    public async Task A_region_that_is_opted_out_is_parked_as_a_gap_and_goes_on_from_its_watermark_when_it_is_back()
    {
        using WatchedAccount account = new();
        await account.Run(TimeSpan.FromHours(2));
        account.Trail.EnabledRegions.Remove("eu-west-1");
        await account.Run(TimeSpan.FromMinutes(70));
        StreamSnapshot parked = account.Snapshot.Streams.Single(stream => stream.Region == "eu-west-1");
        Assert.StartsWith("parked", parked.Reason, StringComparison.Ordinal);
        Assert.Equal((parked.Watermark, (DateTimeOffset?)null, true), Assert.Single(parked.Gaps) is var gap ? (gap.Start, gap.End, gap.Recoverable) : default);
        Assert.DoesNotContain("eu-west-1", account.Snapshot.Regions);

        // Written while nobody looked, by a session that was still open.
        account.Trail.RootCall(WatchedAccount.Id, 1, account.Time.GetUtcNow(), TimeSpan.Zero, "root", "ec2.amazonaws.com", "eu-west-1");
        await account.Run(TimeSpan.FromDays(3));
        Assert.Equal(0, account.Snapshot.EventsRead);
        account.Trail.EnabledRegions.Add("eu-west-1");
        await account.Run(TimeSpan.FromMinutes(90));
        Assert.Equal(1, account.Snapshot.EventsRead);
        Assert.Empty(account.Snapshot.Streams.Single(stream => stream.Region == "eu-west-1").Gaps);
    }

    [Fact]
    public async Task An_idle_account_is_stored_no_oftener_than_each_five_minutes()
    {
        using WatchedAccount account = new();
        await account.Run(TimeSpan.FromHours(1));
        (int writes, int lookups) = (account.Stored.Writes, account.Trail.Lookups);
        await account.Run(TimeSpan.FromDays(1));
        Assert.InRange(account.Stored.Writes - writes, 1, 288);
        Assert.True(account.Trail.Lookups - lookups > 10 * (account.Stored.Writes - writes), "an idle day without polls proves nothing");
    }
}
