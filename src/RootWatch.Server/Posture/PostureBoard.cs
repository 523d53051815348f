using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using RootWatch.Detection.Posture;
using RootWatch.Server.Metrics;

namespace RootWatch.Server.Posture;

/// <summary>What the checks last said of the accounts that this silo holds; a gauge counts them by check and result.</summary>
internal sealed class PostureBoard
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<PostureResult>> _results = new(StringComparer.Ordinal);

    public PostureBoard(RootWatchMeter meter) =>
        meter.Gauge("rootwatch.posture.accounts", null, "Accounts that this silo holds, by posture check and result.", Count);

    public void Report(string accountId, IReadOnlyList<PostureResult> results) => _results[accountId] = results;

    public void Forget(string accountId) => _results.TryRemove(accountId, out _);

    private IEnumerable<Measurement<double>> Count()
    {
        var counts = _results.Values.SelectMany(results => results).CountBy(result => (result.Check.Id, result.Status)).ToDictionary();
        return
        [
            .. from check in PostureCatalogue.All
               from status in Enum.GetValues<PostureStatus>()
               select new Measurement<double>(
                   counts.GetValueOrDefault((check.Id, status)),
                   new KeyValuePair<string, object?>("check", check.Id), new KeyValuePair<string, object?>("result", status.ToString().ToLowerInvariant())),
        ];
    }
}
