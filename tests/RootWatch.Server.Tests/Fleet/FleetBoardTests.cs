using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RootWatch.Server.Accounts;
using RootWatch.Server.Fleet;
using RootWatch.Server.Metrics;
using RootWatch.Server.Tests.Accounts;

namespace RootWatch.Server.Tests.Fleet;

public sealed class FleetBoardTests : IDisposable
{
    private static readonly DateTimeOffset Start = WatchedAccount.Start;

    /// <summary>By which it is known among those of tests that run beside it.</summary>
    private readonly AccountRegistration _account = WatchedAccount.Registration with { AccountId = Guid.NewGuid().ToString("N") };

    private readonly RootWatchMeter _meter = new();
    private readonly FakeTimeProvider _time = new(Start);
    private readonly ServerClock _clock;
    private readonly FleetBoard _board;

    public FleetBoardTests()
    {
        _clock = new ServerClock(_time);
        _board = new FleetBoard(_meter, Options.Create(new PollOptions()), _clock);
    }

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void An_account_of_which_a_region_was_never_read_is_as_old_as_when_its_watch_began_or_as_what_was_read_of_it_before()
    {
        _time.Advance(TimeSpan.FromHours(2));
        Report(null);
        Assert.Equal([8100], Ages());

        Report(Start.AddMinutes(105));
        Assert.Equal([900], Ages());
        _time.Advance(TimeSpan.FromMinutes(1));
        Report(null);
        Assert.Equal([960], Ages());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-3)]
    public void By_AWS_s_clock_and_not_by_one_that_is_wrong(int hours)
    {
        _clock.Observe(_time.GetUtcNow() - TimeSpan.FromHours(hours));
        Report(_clock.Now - TimeSpan.FromMinutes(16));
        Assert.Equal([960], Ages());
    }

    [Fact]
    public void One_that_nobody_has_begun_to_watch_has_no_age()
    {
        _board.Report(0, _account, null);
        Assert.Empty(Ages());
    }

    /// <summary>Or the alarm about watermarks would fire in each account of whoever polls other regions once an hour.</summary>
    [Fact]
    public void What_age_is_expected_follows_from_the_longest_interval()
    {
        using RootWatchMeter meter = new();
        // What no other test has.
        _ = new FleetBoard(meter, Options.Create(new PollOptions { Lateness = TimeSpan.FromSeconds(1), RegionInterval = TimeSpan.FromSeconds(7654) }), _clock);
        List<double> expected = Values("rootwatch.watermark.age.expected", static _ => true);
        Assert.Contains(7655, expected);
        Assert.Contains(1800, expected);
    }

    private void Report(DateTimeOffset? watermark) => _board.Report(0, _account, new AccountSnapshot
    {
        TenantId = "acme",
        AccountId = _account.AccountId,
        Name = "production",
        Status = WatchStatus.Degraded,
        Reason = "",
        Watermark = watermark,
        Regions = [],
        Streams = [],
        AsOf = _time.GetUtcNow(),
        WatchedSince = Start,
    });

    private List<double> Ages() => Values("rootwatch.account.watermark.age", tags => tags.Contains(new("account_id", _account.AccountId)));

    private static List<double> Values(string name, Func<KeyValuePair<string, object?>[], bool> counts)
    {
        List<double> values = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == name)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) => values.AddRange(counts(tags.ToArray()) ? [value] : Array.Empty<double>()));
        listener.Start();
        listener.RecordObservableInstruments();
        return values;
    }
}
