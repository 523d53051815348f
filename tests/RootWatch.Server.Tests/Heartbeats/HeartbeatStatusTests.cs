using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using RootWatch.Server.Heartbeats;
using RootWatch.Server.Metrics;

namespace RootWatch.Server.Tests.Heartbeats;

[Collection(nameof(Heartbeats))]
public sealed class HeartbeatStatusTests : IDisposable
{
    private static readonly HeartbeatVerdict Sent = new(Enum.GetValues<HeartbeatCheck>(), []);

    private readonly FakeTimeProvider _time = new();
    private readonly RootWatchMeter _meter = new();
    private readonly FakeLogger<HeartbeatStatus> _log = new();
    private readonly HeartbeatStatus _status;

    public HeartbeatStatusTests() => _status = new HeartbeatStatus(_meter, new HeartbeatOptions { Interval = TimeSpan.FromMinutes(20) }, _time, _log);

    public void Dispose() => _meter.Dispose();

    [Fact]
    public void Each_change_is_a_line_and_what_lasts_is_none()
    {
        Take(Withheld(HeartbeatCheck.Coverage, "0 of 5"), Withheld(HeartbeatCheck.Coverage, "1 of 5"), Sent, Sent, Withheld(HeartbeatCheck.Canary, "not told"), Withheld(HeartbeatCheck.Receiver, "it answered 500"), Sent);

        Assert.Equal(
            [
                "Warning: no heartbeat is sent yet: coverage: 0 of 5",
                "Information: heartbeats are sent: store, patrols, coverage and canary are well",
                "Error: no heartbeat is sent any more: canary: not told",
                "Error: the heartbeat is not taken: it answered 500",
                "Information: heartbeats are sent: store, patrols, coverage and canary are well",
            ],
            Told());
    }

    [Fact]
    public void A_sender_that_does_not_answer_is_a_line_until_it_does()
    {
        _status.Lost("timeout");
        _status.Lost("timeout");
        _status.Found();
        _status.Lost("gone");

        Assert.Equal(["Error: the heartbeat's sender does not answer: timeout", "Error: the heartbeat's sender does not answer: gone"], Told());
    }

    [Fact]
    public void The_metrics_tell_how_old_the_last_one_is_and_what_failed_and_go_with_the_sender()
    {
        Take(Sent);
        _time.Advance(TimeSpan.FromMinutes(4));
        Take(new HeartbeatVerdict([HeartbeatCheck.Store], [new HeartbeatTrouble(HeartbeatCheck.Store, "away")]));
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["rootwatch.heartbeat.age=300", "rootwatch.heartbeat.check store=0"], Measured());

        Take(Sent);
        Assert.Equal(
            ["rootwatch.heartbeat.age=0", .. from check in (string[])["canary", "coverage", "patrol", "receiver", "store"] select $"rootwatch.heartbeat.check {check}=1"], Measured());

        // Another silo sends from now on, and its metrics say the rest.
        _status.Leave();
        Assert.Empty(Measured());
    }

    /// <summary>As when the store is away before anybody has sent: without a series the alarm about heartbeats would stay silent.</summary>
    [Fact]
    public void Where_nobody_can_be_asked_to_send_the_age_grows_until_somebody_can()
    {
        _status.Lost("timeout");
        _time.Advance(TimeSpan.FromMinutes(6));
        _status.Lost("timeout");
        Assert.Equal(["rootwatch.heartbeat.age=360"], Measured());

        _status.Found();
        Assert.Empty(Measured());
    }

    /// <summary>Or the alarm about them would fire between any two that are far apart.</summary>
    [Fact]
    public void How_far_apart_they_are_meant_to_be_is_told() => Assert.Contains("rootwatch.heartbeat.interval=1200", Measured("rootwatch.heartbeat.interval"));

    private void Take(params HeartbeatVerdict[] verdicts)
    {
        foreach (HeartbeatVerdict verdict in verdicts)
        {
            _status.Take(verdict);
        }
    }

    private static HeartbeatVerdict Withheld(HeartbeatCheck check, string what) => new([check], [new HeartbeatTrouble(check, what)]);

    private string[] Told() => [.. _log.Collector.GetSnapshot().Select(line => $"{line.Level}: {line.Message}")];

    private static string[] Measured() => Measured("rootwatch.heartbeat.age", "rootwatch.heartbeat.check");

    private static string[] Measured(params string[] names)
    {
        List<string> measured = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (names.Contains(instrument.Name))
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) =>
            measured.Add($"{instrument.Name}{(tags.Length > 0 ? $" {tags[0].Value}" : "")}={value}"));
        listener.Start();
        listener.RecordObservableInstruments();
        return [.. measured.Order(StringComparer.Ordinal)];
    }
}
