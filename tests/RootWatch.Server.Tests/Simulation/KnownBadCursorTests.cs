using RootWatch.Aws.CloudTrail;
using RootWatch.Aws.Sts;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Simulation;

/// <summary>A simulator in which the cursors that lose events elsewhere lose none would prove nothing about ours.</summary>
public sealed class KnownBadCursorTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("timestamp + 1 s", 0.1)]
    [InlineData("newest timestamp inclusive", 0.1)]
    [InlineData("fixed window without overlap", 0.5)]
    public void A_known_bad_cursor_loses_events(string cursor, double shareMin)
    {
        (int lost, int events) = Sum(cursor);
        Assert.True(lost > events * shareMin, $"{cursor}: lost {lost} of {events}");
    }

    [Fact]
    public void Who_reads_everything_again_each_time_loses_nothing()
    {
        (int lost, int events) = Sum("everything");
        Assert.Equal(0, lost);
        Assert.True(events > 100, $"only {events} events: the others' losses would show nothing");
    }

    private static (int Lost, int Events) Sum(string cursor)
    {
        int lost = 0, events = 0;
        for (int seed = 1; seed <= 6; seed++)
        {
            Scenario scenario = Scenario.Draw(seed, Trouble.Bursts | Trouble.Decoys, accounts: 1);
            HashSet<string> read = Read(scenario, cursor);
            TrueEvent[] due = [.. scenario.Accounts[0].Events.Where(e => e.Region == TrueEvents.Home && e.Username == "root" && e.Must is not null && e.Time > Scenario.Midnight)];
            events += due.Length;
            lost += due.Count(e => !read.Contains(e.EventId!));
        }

        return (lost, events);
    }

    private static HashSet<string> Read(Scenario scenario, string cursor)
    {
        VirtualWorld world = new(Scenario.Midnight);
        SimulatedCloudTrail aws = new(world, scenario);
        HashSet<string> read = new(StringComparer.Ordinal);
        world.After(TimeSpan.Zero, async () =>
        {
            DateTimeOffset newest = Scenario.Midnight;
            while (world.Now < Scenario.Midnight.AddHours(25))
            {
                AccountRegistration account = scenario.Accounts[0].Registration;
                var session = (await aws.AssumeRole(new AssumeRoleRequest { RoleArn = account.RoleArn, RoleSessionName = "other", ExternalId = account.ExternalId }, CancellationToken.None)).Value!;
                DateTimeOffset now = CloudTrailTail.Floor(world.Now);
                DateTimeOffset start = cursor switch
                {
                    "timestamp + 1 s" => newest.AddSeconds(1),
                    "newest timestamp inclusive" => newest,
                    "fixed window without overlap" => now - Interval,
                    _ => Scenario.Midnight,
                };
                string? token = null;
                do
                {
                    LookupEventsResponse page = (await aws.LookupEvents(
                        new LookupEventsRequest { LookupAttribute = new LookupAttribute("Username", "root"), StartTime = start < now ? start : now, EndTime = now, NextToken = token },
                        session, TrueEvents.Home, CancellationToken.None)).Value!;
                    foreach (Event e in page.Events)
                    {
                        read.Add(e.EventId!);
                        newest = e.EventTime > newest ? e.EventTime.Value : newest;
                    }

                    token = page.NextToken;
                    // Within the quota.
                    await world.Sleep(TimeSpan.FromSeconds(1));
                }
                while (token is not null);

                await world.Sleep(now + Interval - world.Now);
            }
        });
        world.RunUntil(Scenario.Midnight.AddHours(26));
        return read;
    }
}
