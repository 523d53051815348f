using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace RootWatch.Server.Metrics;

/// <summary>Things of one kind of the accounts that this silo holds; a gauge counts them by status.</summary>
internal abstract class StatusBoard<TThing, TStatus>
    where TStatus : struct, Enum
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<TThing>> _things = new(StringComparer.Ordinal);
    private readonly TimeProvider _time;

    protected StatusBoard(RootWatchMeter meter, TimeProvider time, string gauge, string meaning)
    {
        _time = time;
        meter.Gauge(gauge, null, meaning, Count);
    }

    public void Report(string accountId, IReadOnlyList<TThing> things) => _things[accountId] = things;

    public void Forget(string accountId) => _things.TryRemove(accountId, out _);

    protected abstract TStatus StatusOf(TThing thing, DateTimeOffset now);

    protected virtual string LabelOf(TStatus status) => status.ToString().ToLowerInvariant();

    private IEnumerable<Measurement<double>> Count()
    {
        DateTimeOffset now = _time.GetUtcNow();
        var counts = _things.Values.SelectMany(things => things).CountBy(thing => StatusOf(thing, now)).ToDictionary();
        return [.. Enum.GetValues<TStatus>().Select(status => new Measurement<double>(counts.GetValueOrDefault(status), new KeyValuePair<string, object?>("status", LabelOf(status))))];
    }
}
