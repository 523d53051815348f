using System.Diagnostics.Metrics;
using RootWatch.Server.Metrics;

namespace RootWatch.Server.Heartbeats;

/// <summary>What this silo knows of the heartbeat: the log once per change, and the metrics. Never a reason not to be ready.</summary>
internal sealed partial class HeartbeatStatus
{
    private readonly Lock _lock = new();
    private readonly RootWatchMeter _meter;
    private readonly TimeProvider _time;
    private readonly ILogger<HeartbeatStatus> _logger;
    private HeartbeatVerdict? _verdict;
    private long? _sentAt;
    private long? _lostAt;
    private string? _told;

    public HeartbeatStatus(RootWatchMeter meter, HeartbeatOptions options, TimeProvider time, ILogger<HeartbeatStatus> logger)
    {
        (_meter, _time, _logger) = (meter, time, logger);
        meter.Gauge("rootwatch.heartbeat.age", "s", "Time since the receiver last took a heartbeat of the silo that sends them, or since that silo began, or since no silo could be asked to.", Age);
        meter.Gauge("rootwatch.heartbeat.check", null, "Whether each thing was well that a heartbeat vouches for: 1 or 0, of the silo that sends them.", Checks);
        meter.Gauge("rootwatch.heartbeat.interval", "s", "Between two heartbeats, as Heartbeat:Interval says.", () => [new(options.Interval.TotalSeconds)]);
        foreach (string outcome in (string[])["sent", "withheld", "refused"])
        {
            meter.Heartbeat(outcome, 0);
        }
    }

    public void Take(HeartbeatVerdict verdict)
    {
        bool isRefused = verdict.Troubles.Any(trouble => trouble.Check == HeartbeatCheck.Receiver);
        _meter.Heartbeat(verdict.IsSent ? "sent" : isRefused ? "refused" : "withheld", 1);
        bool isFirst;
        string failing = string.Join(',', verdict.Troubles.Select(trouble => HeartbeatChecks.Label(trouble.Check)));
        lock (_lock)
        {
            _verdict = verdict;
            isFirst = _told is null;
            _sentAt = verdict.IsSent || _sentAt is null ? _time.GetTimestamp() : _sentAt;
            if (failing == _told)
            {
                return;
            }

            _told = failing;
        }

        if (verdict.IsSent)
        {
            LogSent();
        }
        else if (isRefused)
        {
            LogRefused(verdict.Troubles[0].What);
        }
        else
        {
            string troubles = string.Join("; ", verdict.Troubles.Select(trouble => $"{HeartbeatChecks.Label(trouble.Check)}: {trouble.What}"));
            if (isFirst)
            {
                LogNotYet(troubles);
            }
            else
            {
                LogWithheld(troubles);
            }
        }
    }

    /// <summary>The sender cannot be asked to send; another silo's metrics may say more.</summary>
    public void Lost(string why)
    {
        lock (_lock)
        {
            _lostAt ??= _time.GetTimestamp();
            if (_told == "lost")
            {
                return;
            }

            _told = "lost";
        }

        LogLost(why);
    }

    /// <summary>The sender answers again, wherever it is.</summary>
    public void Found()
    {
        lock (_lock)
        {
            (_told, _lostAt) = (_told == "lost" ? null : _told, null);
        }
    }

    /// <summary>Another silo sends from now on.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            (_verdict, _sentAt, _told) = (null, null, null);
        }
    }

    /// <summary>Where no silo can have the sender, each says since when: without a series no alarm would see it.</summary>
    private IEnumerable<Measurement<double>> Age()
    {
        lock (_lock)
        {
            return (_sentAt ?? _lostAt) is { } at ? [new Measurement<double>(_time.GetElapsedTime(at).TotalSeconds)] : [];
        }
    }

    private IEnumerable<Measurement<double>> Checks()
    {
        lock (_lock)
        {
            return _verdict is not { } verdict ? [] : [.. verdict.Tried.Select(check => new Measurement<double>(
                verdict.Troubles.Any(trouble => trouble.Check == check) ? 0 : 1, new KeyValuePair<string, object?>("check", HeartbeatChecks.Label(check))))];
        }
    }

    [LoggerMessage(1, LogLevel.Information, "heartbeats are sent: store, patrols, coverage and canary are well")]
    private partial void LogSent();

    [LoggerMessage(2, LogLevel.Error, "no heartbeat is sent any more: {Troubles}")]
    private partial void LogWithheld(string troubles);

    [LoggerMessage(3, LogLevel.Error, "the heartbeat is not taken: {Trouble}")]
    private partial void LogRefused(string trouble);

    /// <summary>Accounts have to be read before they can be vouched for.</summary>
    [LoggerMessage(5, LogLevel.Warning, "no heartbeat is sent yet: {Troubles}")]
    private partial void LogNotYet(string troubles);

    [LoggerMessage(4, LogLevel.Error, "the heartbeat's sender does not answer: {Why}")]
    private partial void LogLost(string why);
}
