using System.Diagnostics.Metrics;
using System.Text;
using RootWatch.Detection;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Rules;
using RootWatch.Detection.Sigma;
using RootWatch.Server.Metrics;
using RootWatch.Server.Tests.Accounts;

namespace RootWatch.Server.Tests.Metrics;

/// <summary>Prometheus sees no increase in a series that begins with its first event.</summary>
public sealed class RootWatchMeterTests
{
    private const string OwnRule = "title: x\nid: 8ad1600d-0000-4000-8000-00000000abcd\nlogsource: {product: aws, service: cloudtrail}\ndetection: {a: {eventName: X}, condition: a}\n";

    [Fact]
    public void Every_rule_begins_at_zero_in_every_severity_that_a_setting_or_a_refusal_may_give_it()
    {
        using RootWatchMeter meter = new();
        Dictionary<string, long> counts = [];
        using MeterListener listener = Listen(meter, "rootwatch.alerts.raised", counts);

        meter.BeginAtZero(SigmaLoader.Read([new SigmaSource("x.yml", Encoding.UTF8.GetBytes(OwnRule))]).Rules.All);

        IEnumerable<string> rules = RuleCatalogue.All.Select(rule => rule.Id).Append("SIGMA-8ad1600d-0000");
        Assert.Equal(
            [.. rules.SelectMany(rule => SeverityNames.All.Select(severity => $"{rule} {severity}")).Order(StringComparer.Ordinal)],
            counts.Keys.Order(StringComparer.Ordinal));
        Assert.All(counts.Values, count => Assert.Equal(0, count));
    }

    [Fact]
    public async Task What_raises_no_alert_is_counted_by_reason_and_each_reason_begins_at_zero()
    {
        using WatchedAccount account = new();
        Dictionary<string, long> counts = [];
        using MeterListener listener = Listen(account.Meter, "rootwatch.events.dismissed", counts);
        account.Meter.BeginAtZero([]);
        Assert.Equal(WatchTally.DismissalReasons.Order(StringComparer.Ordinal), counts.Keys.Order(StringComparer.Ordinal));
        Assert.All(counts.Values, count => Assert.Equal(0, count));

        PastEvent call = account.Trail.RootCall(WatchedAccount.Id, 1, WatchedAccount.Start, TimeSpan.Zero, "root", "ec2.amazonaws.com");
        account.Trail.Events[^1] = call with
        {
            Record = call.Record.Replace("\"type\":\"Root\"", "\"type\":\"Root\",\"invokedBy\":\"autoscaling.amazonaws.com\"", StringComparison.Ordinal),
        };
        await account.Run(TimeSpan.FromHours(1));

        Assert.Equal("service_invoked 1", string.Join(", ", counts.Where(one => one.Value > 0).Select(one => $"{one.Key} {one.Value}")));
    }

    [Fact]
    public async Task The_count_of_late_events_begins_with_the_first_reading_of_a_region()
    {
        using WatchedAccount account = new();
        Dictionary<string, long> counts = [];
        using MeterListener listener = Listen(account.Meter, "rootwatch.events.late", counts);

        await account.Run(TimeSpan.FromHours(1));

        Assert.Equal(["eu-west-1 0", "us-east-1 0"], counts.Select(one => $"{one.Key} {one.Value}").Order(StringComparer.Ordinal));
    }

    private static MeterListener Listen(RootWatchMeter meter, string name, Dictionary<string, long> counts)
    {
        // The gauge is there only to know this meter from those of tests that run beside it.
        string mark = $"mark.{Guid.NewGuid():N}";
        Meter? own = null;
        using MeterListener marking = new();
        marking.InstrumentPublished = (instrument, _) => own = instrument.Name == mark ? instrument.Meter : own;
        marking.Start();
        meter.Gauge(mark, null, "", static () => []);
        MeterListener listener = new()
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter == own && instrument.Name == name)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            string series = string.Join(' ', tags.ToArray().Select(tag => tag.Value));
            counts[series] = counts.GetValueOrDefault(series) + value;
        });
        listener.Start();
        return listener;
    }
}
