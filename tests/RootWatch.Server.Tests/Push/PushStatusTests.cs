using System.Diagnostics.Metrics;
using Microsoft.Extensions.Time.Testing;
using RootWatch.Aws;
using RootWatch.Server.Metrics;
using RootWatch.Server.Push;

namespace RootWatch.Server.Tests.Push;

public sealed class PushStatusTests
{
    /// <summary>One whose address is wrong, say: an alarm for a queue that is not read must see it.</summary>
    [Fact]
    public void A_queue_that_never_answered_ages_since_the_start_and_one_that_did_since_then()
    {
        FakeTimeProvider time = new();
        using RootWatchMeter meter = new();
        PushStatus status = new(meter, time);
        List<double> ages = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "rootwatch.push.receive.age")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, age, _, _) => ages.Add(age));
        listener.Start();

        time.Advance(TimeSpan.FromMinutes(7));
        status.Failed(new AwsFailure(AwsFailureReason.Unreachable, "sqs", "ReceiveMessage", "us-east-1", null, "x"));
        listener.RecordObservableInstruments();
        status.Answered();
        time.Advance(TimeSpan.FromMinutes(1));
        listener.RecordObservableInstruments();

        Assert.Contains(420d, ages);
        Assert.Contains(60d, ages);
    }
}
