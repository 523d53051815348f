using System.Text.Json;

namespace RootWatch.AwsSimulator.Tests.Playback;

public sealed class PlayerTests
{
    private static readonly SimulatorOptions Past = new()
    {
        Accounts = 10,
        History = TimeSpan.FromHours(2),
        HistoryEvents = 1000,
        RootShare = 0.3,
        Delay = TimeSpan.FromSeconds(10),
    };

    [Fact]
    public async Task Played_records_speak_of_no_account_but_the_one_they_were_moved_to()
    {
        await using var aws = await Aws.StartAsync(Past);
        string[] strangers = ["111122223333", "123456789012", "659775036450", "619193117841", "123123123", "123837392027"];
        Assert.Equal(1000, aws.Host.Events.Count);
        Assert.All(aws.Host.Events, entry =>
        {
            var record = JsonDocument.Parse(entry.CloudTrailEvent).RootElement;
            Assert.Equal(entry.EventId, record.GetProperty("eventID").GetString());
            Assert.Equal(entry.Region, record.GetProperty("awsRegion").GetString());
            Assert.Equal(entry.EventTime, record.GetProperty("eventTime").GetDateTimeOffset());
            if (record.TryGetProperty("recipientAccountId", out var recipient))
            {
                Assert.Equal(entry.Account, recipient.GetString());
            }

            if (entry.IsRoot)
            {
                Assert.Equal(entry.Account, record.GetProperty("userIdentity").GetProperty("accountId").GetString());
                Assert.DoesNotContain(strangers, stranger => entry.CloudTrailEvent.Contains(stranger, StringComparison.Ordinal));
            }
        });
    }

    [Fact]
    public async Task A_root_sign_in_lands_in_us_east_1_and_every_event_in_a_region_of_the_fleet()
    {
        await using var aws = await Aws.StartAsync(Past);
        var signIns = aws.Host.Events.Where(entry => entry is { IsRoot: true, EventName: "ConsoleLogin" }).ToList();
        Assert.NotEmpty(signIns);
        Assert.All(signIns, entry => Assert.Equal("us-east-1", entry.Region));
        Assert.All(aws.Host.Events, entry => Assert.Contains(entry.Region, aws.Host.Regions));
        Assert.Equal(aws.Host.Regions.Order(), aws.Host.Events.Select(entry => entry.Region).Distinct().Order());
    }

    [Fact]
    public async Task A_session_began_before_its_events_and_not_longer_than_half_a_day()
    {
        await using var aws = await Aws.StartAsync(Past);
        var sessions = aws.Host.Events
            .Select(entry => (entry.EventTime, Record: JsonDocument.Parse(entry.CloudTrailEvent).RootElement))
            .Where(entry => entry.Record.TryGetProperty("userIdentity", out var identity) && identity.TryGetProperty("sessionContext", out var context)
                && context.TryGetProperty("attributes", out var attributes) && attributes.TryGetProperty("creationDate", out _))
            .Select(entry => entry.EventTime - entry.Record.GetProperty("userIdentity").GetProperty("sessionContext").GetProperty("attributes").GetProperty("creationDate").GetDateTimeOffset())
            .ToList();
        Assert.NotEmpty(sessions);
        Assert.All(sessions, age => Assert.InRange(age, TimeSpan.Zero, TimeSpan.FromHours(12)));
    }

    [Fact]
    public async Task Delays_spread_around_the_median_and_stop_at_the_maximum()
    {
        await using var aws = await Aws.StartAsync(Past);
        var delays = aws.Host.Events.Select(entry => entry.VisibleAt - entry.EventTime).Order().ToList();
        Assert.InRange(delays[500], TimeSpan.FromSeconds(7), TimeSpan.FromSeconds(13));
        Assert.InRange(delays[950], TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(50));
        Assert.True(delays[^1] <= TimeSpan.FromSeconds(100) + TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task The_stream_keeps_its_rate_and_incidents_their_rhythm()
    {
        await using var aws = await Aws.StartAsync(new SimulatorOptions { PlayRate = 120, IncidentEvery = TimeSpan.FromSeconds(60) });
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        aws.Clock.Advance(TimeSpan.FromSeconds(66));
        while (aws.Host.Events.Count(entry => !entry.Synthetic) < 132 || aws.Host.Events.Select(entry => entry.Origin).Distinct().Count(origin => origin.StartsWith("incident:", StringComparison.Ordinal)) < 2)
        {
            limit.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.Equal(132, aws.Host.Events.Count(entry => !entry.Synthetic));
        Assert.Equal(2, aws.Host.Events.Where(entry => entry.Synthetic).Select(entry => entry.Origin).Distinct().Count());
    }
}
