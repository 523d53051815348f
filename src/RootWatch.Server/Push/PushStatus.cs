using System.Diagnostics.Metrics;
using RootWatch.Aws;
using RootWatch.Server.Accounts;
using RootWatch.Server.Metrics;

namespace RootWatch.Server.Push;

/// <summary>Whether the queue of this silo's receiver can be read. The polls go on all the same, so it is never a reason not to be ready.</summary>
internal sealed class PushStatus
{
    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly RootWatchMeter _meter;
    private readonly DateTimeOffset _since;
    private DateTimeOffset? _receivedAt;
    private string _trouble = "";

    public PushStatus(RootWatchMeter meter, TimeProvider time)
    {
        _meter = meter;
        _time = time;
        _since = time.GetUtcNow();
        meter.Gauge("rootwatch.push.receive.age", "s", "Time since the queue of pushed events last answered, or since the server began.", Age);
        foreach (PushOutcome outcome in Enum.GetValues<PushOutcome>())
        {
            meter.Pushed(PushOutcomes.Label(outcome), 0);
        }
    }

    /// <summary>Why the queue cannot be read, for the operator; empty while it can.</summary>
    public string Trouble
    {
        get
        {
            lock (_lock)
            {
                return _trouble;
            }
        }
    }

    /// <summary>False if it had answered before, too.</summary>
    public bool Answered()
    {
        _meter.PushReceived("ok");
        lock (_lock)
        {
            bool news = _receivedAt is null || _trouble.Length > 0;
            (_receivedAt, _trouble) = (_time.GetUtcNow(), "");
            return news;
        }
    }

    /// <summary>False if the same was said before.</summary>
    public bool Failed(AwsFailure failure)
    {
        _meter.PushReceived(StreamTroubles.NameOf(failure.Reason));
        lock (_lock)
        {
            bool news = _trouble != failure.ToString();
            _trouble = failure.ToString();
            return news;
        }
    }

    /// <summary>Also of a queue that never answered, such as one whose address is wrong: an alarm must see that, too.</summary>
    private IEnumerable<Measurement<double>> Age()
    {
        lock (_lock)
        {
            return [new Measurement<double>(Math.Max(0, (_time.GetUtcNow() - (_receivedAt ?? _since)).TotalSeconds))];
        }
    }
}
