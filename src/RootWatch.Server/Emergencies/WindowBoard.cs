using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using RootWatch.Server.Metrics;

namespace RootWatch.Server.Emergencies;

/// <summary>The emergency windows of the accounts that this silo holds; a gauge counts them by status.</summary>
internal sealed class WindowBoard
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<WindowRecord>> _windows = new(StringComparer.Ordinal);
    private readonly Func<DateTimeOffset> _now;

    public WindowBoard(RootWatchMeter meter, TimeProvider time)
    {
        _now = time.GetUtcNow;
        meter.Gauge("rootwatch.emergency.windows", null, "Emergency windows of the accounts that this silo holds, by status.", Count);
    }

    public void Report(string accountId, IReadOnlyList<WindowRecord> windows) => _windows[accountId] = windows;

    public void Forget(string accountId) => _windows.TryRemove(accountId, out _);

    private IEnumerable<Measurement<double>> Count()
    {
        DateTimeOffset now = _now();
        var counts = _windows.Values.SelectMany(windows => windows).CountBy(window => window.StatusAt(now)).ToDictionary();
        return [.. Enum.GetValues<WindowStatus>().Select(status => new Measurement<double>(counts.GetValueOrDefault(status), new KeyValuePair<string, object?>("status", LabelOf(status))))];
    }

    private static string LabelOf(WindowStatus status) => status is WindowStatus.InReview ? "in_review" : status.ToString().ToLowerInvariant();
}
