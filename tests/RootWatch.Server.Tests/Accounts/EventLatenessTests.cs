using System.Diagnostics.Metrics;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Accounts;

public sealed class EventLatenessTests
{
    private static readonly DateTimeOffset Start = WatchedAccount.Start;

    [Fact]
    public async Task Each_event_is_measured_once_by_region_and_what_came_below_the_watermark_is_counted()
    {
        using WatchedAccount account = new();
        List<(string Region, double Seconds)> seen = [];
        List<string> late = [];
        using MeterListener listener = Listen(account, seen, late);

        // History, read back and not measured.
        account.Trail.RootCall(WatchedAccount.Id, 1, Start.AddDays(-3), TimeSpan.Zero, "root", "ec2.amazonaws.com");
        await account.Run(TimeSpan.FromHours(1));
        Assert.Empty(seen);

        account.Trail.RootCall(WatchedAccount.Id, 2, Start.AddMinutes(70), TimeSpan.FromMinutes(5), "root", "ec2.amazonaws.com");
        account.Trail.RootCall(WatchedAccount.Id, 3, Start.AddMinutes(71), TimeSpan.FromMinutes(40), "root", "ec2.amazonaws.com", "eu-west-1");
        await account.Run(TimeSpan.FromHours(3));
        Assert.Equal(["eu-west-1", "us-east-1"], seen.Select(one => one.Region).Order());
        Assert.InRange(seen.Single(one => one.Region == "us-east-1").Seconds, 300, 400);
        Assert.InRange(seen.Single(one => one.Region == "eu-west-1").Seconds, 2_400, 2_400 + 3_700);
        Assert.Equal(["eu-west-1"], late);
    }

    [Fact]
    public void An_absence_of_ours_is_not_measured_as_lateness_of_theirs()
    {
        StreamState before = new() { Region = "us-east-1", Query = StreamQuery.Root, Front = Start, Watermark = Start.AddMinutes(-15) };
        Sweep sweep = new(before.Name(), Start.AddMinutes(-15), Start.AddHours(2), SweepTier.Near, null);
        NewEvent[] added = [new("a", Start.AddMinutes(5), "{}", "us-east-1")];
        Assert.Empty(EventLateness.Of(before, sweep, added, Start.AddHours(2)));
        Assert.Empty(EventLateness.Of(before with { Front = null }, sweep, added, Start.AddMinutes(10)));
        Assert.Empty(EventLateness.Of(before, sweep with { Hole = new Hole(Start.AddDays(-1), Start, HoleKind.Backfill) }, added, Start.AddMinutes(10)));
        Assert.Equal(new EventLateness("us-east-1", TimeSpan.FromMinutes(5), false), Assert.Single(EventLateness.Of(before, sweep, added, Start.AddMinutes(10))));
        Assert.True(Assert.Single(EventLateness.Of(before with { Watermark = Start.AddMinutes(5) }, sweep, added, Start.AddMinutes(10))).BelowWatermark);
    }

    private static MeterListener Listen(WatchedAccount account, List<(string Region, double Seconds)> seen, List<string> late)
    {
        // The gauge is there only to know this account's meter from those of tests that run beside it.
        string mark = $"mark.{Guid.NewGuid():N}";
        Meter? own = null;
        MeterListener listener = new();
        listener.InstrumentPublished = (instrument, _) => own = instrument.Name == mark ? instrument.Meter : own;
        listener.Start();
        account.Meter.Gauge(mark, null, "", static () => []);
        MeterListener measuring = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter == own && (instrument.Name is "rootwatch.event.lateness" or "rootwatch.events.late"))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        measuring.SetMeasurementEventCallback<double>((_, value, tags, _) => seen.Add(((string)tags[0].Value!, value)));
        measuring.SetMeasurementEventCallback<long>((_, value, tags, _) => late.AddRange(Enumerable.Repeat((string)tags[0].Value!, (int)value)));
        measuring.Start();
        listener.Dispose();
        return measuring;
    }
}
