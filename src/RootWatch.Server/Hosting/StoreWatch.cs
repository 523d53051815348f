using System.Diagnostics.Metrics;
using RootWatch.Server.Metrics;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Hosting;

/// <summary>
/// Tries the store all the while. While it takes no document no alert is told, and of that there can be no alert either: what
/// is left are the log, once, and a metric.
/// </summary>
internal sealed partial class StoreWatch : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly DocumentStorageProbe _probe;
    private readonly TimeProvider _time;
    private readonly ILogger<StoreWatch> _logger;
    private volatile StorageReadiness? _last;

    public StoreWatch(DocumentStorageProbe probe, RootWatchMeter meter, TimeProvider time, ILogger<StoreWatch> logger)
    {
        (_probe, _time, _logger) = (probe, time, logger);
        meter.Gauge("rootwatch.store.ready", null, "1 if a document could be written and read back when that was last tried, every 30 s; else 0, and no alert is told.", Ready);
    }

    public async Task Look(CancellationToken cancellationToken)
    {
        bool wasReady = _last?.Ready ?? true;
        StorageReadiness found = await _probe.Check(cancellationToken);
        _last = found;
        if (wasReady && !found.Ready)
        {
            LogNotReady(found.Reason);
        }
        else if (!wasReady && found.Ready)
        {
            LogReady();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Interval, _time);
        try
        {
            do
            {
                await Look(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private IEnumerable<Measurement<double>> Ready() => _last is { } last ? [new Measurement<double>(last.Ready ? 1 : 0)] : [];

    [LoggerMessage(1, LogLevel.Error, "the store takes no document, so that no alert is told; nothing is lost, it is tried again: {Reason}")]
    private partial void LogNotReady(string reason);

    [LoggerMessage(2, LogLevel.Information, "the store takes documents again")]
    private partial void LogReady();
}
