using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using RootWatch.Server.Accounts;
using RootWatch.Server.Metrics;

namespace RootWatch.Server.Fleet;

/// <summary>What this silo's patrols last heard of their accounts; the metrics show it. An account that does not answer keeps ageing here.</summary>
internal sealed class FleetBoard
{
    private static readonly string[] States = ["starting", "ok", "degraded", "blind", "catching_up", "unreachable"];

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly ServerClock _clock;
    private readonly TimeSpan _lateness;

    /// <param name="clock">By which watermarks are told: by a wall clock that is wrong each age would be wrong by as much.</param>
    public FleetBoard(RootWatchMeter meter, IOptions<PollOptions> options, ServerClock clock)
    {
        _clock = clock;
        _lateness = options.Value.Lateness;
        meter.Gauge("rootwatch.accounts", null, "Accounts that this silo's patrols look after, by state.", CountByState);
        meter.Gauge("rootwatch.account.watermark.age", "s", "Age of the moment up to which everything visible in the account was processed.", WatermarkAges);
        double expected = (_lateness + LongestInterval(options.Value)).TotalSeconds;
        meter.Gauge("rootwatch.watermark.age.expected", "s", "Age that a watermark comes to by itself, as settings say: Poll:Lateness and the longest of the intervals.", () => [new(expected)]);
    }

    /// <param name="snapshot">Null if the account did not answer.</param>
    public void Report(int shard, AccountRegistration account, AccountSnapshot? snapshot) => _entries.AddOrUpdate(
        account.AccountId,
        _ => new Entry(shard, account.TenantId, StateOf(snapshot), snapshot?.Watermark ?? Unread(snapshot)),
        (_, before) => new Entry(shard, account.TenantId, StateOf(snapshot), snapshot?.Watermark ?? before.Watermark ?? Unread(snapshot)));

    /// <summary>Where a region was never read, nothing is read whole since the watch began: that must not look better than an account without trouble.</summary>
    private DateTimeOffset? Unread(AccountSnapshot? snapshot) => snapshot?.WatchedSince - _lateness;

    public void Forget(int shard)
    {
        foreach (KeyValuePair<string, Entry> entry in _entries.Where(entry => entry.Value.Shard == shard))
        {
            _entries.TryRemove(entry);
        }
    }

    public void Forget(int shard, string accountId)
    {
        if (_entries.TryGetValue(accountId, out Entry? entry) && entry.Shard == shard)
        {
            _entries.TryRemove(accountId, out _);
        }
    }

    public int Count => _entries.Count;

    private static TimeSpan LongestInterval(PollOptions options) =>
        ((TimeSpan[])[options.HomeInterval, options.AccountInterval, options.RegionInterval]).Max();

    private static string StateOf(AccountSnapshot? snapshot) => snapshot?.Status switch
    {
        null => "unreachable",
        WatchStatus.Ok => "ok",
        WatchStatus.Degraded => "degraded",
        WatchStatus.Blind => "blind",
        WatchStatus.CatchingUp => "catching_up",
        _ => "starting",
    };

    private IEnumerable<Measurement<double>> CountByState()
    {
        Dictionary<string, int> counts = _entries.Values.CountBy(entry => entry.State).ToDictionary();
        return [.. States.Select(state => new Measurement<double>(counts.GetValueOrDefault(state), new KeyValuePair<string, object?>("state", state)))];
    }

    private IEnumerable<Measurement<double>> WatermarkAges()
    {
        DateTimeOffset now = _clock.Now;
        return [.. _entries.Where(entry => entry.Value.Watermark is not null).Select(entry => new Measurement<double>(
            Math.Max(0, (now - entry.Value.Watermark!.Value).TotalSeconds),
            new KeyValuePair<string, object?>("tenant", entry.Value.TenantId), new KeyValuePair<string, object?>("account_id", entry.Key)))];
    }

    private sealed record Entry(int Shard, string TenantId, string State, DateTimeOffset? Watermark);
}
