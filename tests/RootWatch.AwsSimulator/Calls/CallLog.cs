using System.Collections.Concurrent;

namespace RootWatch.AwsSimulator.Calls;

/// <summary>What one account's operation in one region has been asked so far.</summary>
/// <param name="Account">The account that the calls were about; empty if the caller could not be told.</param>
/// <param name="PeakPerSecond">Most calls within any one second.</param>
/// <param name="Errors">Calls by error code; faults without a code count as their kind.</param>
public sealed record CallCount(
    string Account, string Region, string Action, long Calls, long Succeeded, int PeakPerSecond,
    IReadOnlyDictionary<string, long> Errors, DateTimeOffset LastAt, DateTimeOffset? LastSuccessAt);

/// <summary>Counts every call to the simulated AWS: the proof of who was polled, how often, and when last.</summary>
internal sealed class CallLog
{
    private readonly ConcurrentDictionary<(string Account, string Region, string Action), Counter> _counters = new();

    // The dictionary's own copy: LINQ's counts first and copies then, and fails if calls come in between.
    public IEnumerable<CallCount> Counts => _counters.ToArray()
        .OrderBy(pair => pair.Key.Account, StringComparer.Ordinal)
        .ThenBy(pair => pair.Key.Region, StringComparer.Ordinal)
        .ThenBy(pair => pair.Key.Action, StringComparer.Ordinal)
        .Select(pair => pair.Value.Read(pair.Key.Account, pair.Key.Region, pair.Key.Action));

    /// <summary>A null code is a success.</summary>
    public void Add(string account, string region, string action, string? code, DateTimeOffset at) =>
        _counters.GetOrAdd((account, region, action), static _ => new Counter()).Add(code, at);

    public void Clear() => _counters.Clear();

    private sealed class Counter
    {
        private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

        private readonly Lock _gate = new();
        private readonly SortedDictionary<string, long> _errors = new(StringComparer.Ordinal);
        private readonly Queue<DateTimeOffset> _lastSecond = new();
        private long _calls;
        private long _succeeded;
        private int _peak;
        private DateTimeOffset _lastAt;
        private DateTimeOffset? _lastSuccessAt;

        public void Add(string? code, DateTimeOffset at)
        {
            lock (_gate)
            {
                _calls++;
                _lastAt = at;
                _lastSecond.Enqueue(at);
                while (_lastSecond.Peek() <= at - Second)
                {
                    _lastSecond.Dequeue();
                }

                _peak = Math.Max(_peak, _lastSecond.Count);
                if (code is null)
                {
                    _succeeded++;
                    _lastSuccessAt = at;
                }
                else
                {
                    _errors[code] = _errors.GetValueOrDefault(code) + 1;
                }
            }
        }

        public CallCount Read(string account, string region, string action)
        {
            lock (_gate)
            {
                return new CallCount(account, region, action, _calls, _succeeded, _peak, new Dictionary<string, long>(_errors), _lastAt, _lastSuccessAt);
            }
        }
    }
}
