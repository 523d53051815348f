using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using RootWatch.Server.Metrics;

namespace RootWatch.Server.Drills;

/// <summary>The drills of the accounts that this silo holds; a gauge counts them by status.</summary>
internal sealed class DrillBoard
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<DrillRecord>> _drills = new(StringComparer.Ordinal);
    private readonly Func<DateTimeOffset> _now;

    public DrillBoard(RootWatchMeter meter, TimeProvider time)
    {
        _now = time.GetUtcNow;
        meter.Gauge("rootwatch.drills", null, "Drills of the accounts that this silo holds, by status.", Count);
    }

    public void Report(string accountId, IReadOnlyList<DrillRecord> drills) => _drills[accountId] = drills;

    public void Forget(string accountId) => _drills.TryRemove(accountId, out _);

    private IEnumerable<Measurement<double>> Count()
    {
        DateTimeOffset now = _now();
        var counts = _drills.Values.SelectMany(drills => drills).CountBy(drill => drill.StatusAt(now)).ToDictionary();
        return [.. Enum.GetValues<DrillStatus>().Select(status => new Measurement<double>(counts.GetValueOrDefault(status), new KeyValuePair<string, object?>("status", LabelOf(status))))];
    }

    private static string LabelOf(DrillStatus status) => status is DrillStatus.GivenUp ? "given_up" : status.ToString().ToLowerInvariant();
}
