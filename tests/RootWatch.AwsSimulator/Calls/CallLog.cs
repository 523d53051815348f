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
    private readonly ConcurrentDictionary<(string Account, string Region, string Action), Counter> counters = new();

    public IEnumerable<CallCount> Counts => counters
        .OrderBy(pair => pair.Key.Account, StringComparer.Ordinal)
        .ThenBy(pair => pair.Key.Region, StringComparer.Ordinal)
        .ThenBy(pair => pair.Key.Action, StringComparer.Ordinal)
        .Select(pair => pair.Value.Read(pair.Key.Account, pair.Key.Region, pair.Key.Action));

    /// <summary>A null code is a success.</summary>
    public void Add(string account, string region, string action, string? code, DateTimeOffset at) =>
        counters.GetOrAdd((account, region, action), static _ => new Counter()).Add(code, at);

    public void Clear() => counters.Clear();

    private sealed class Counter
    {
        private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

        private readonly Lock gate = new();
        private readonly SortedDictionary<string, long> errors = new(StringComparer.Ordinal);
        private readonly Queue<DateTimeOffset> lastSecond = new();
        private long calls;
        private long succeeded;
        private int peak;
        private DateTimeOffset lastAt;
        private DateTimeOffset? lastSuccessAt;

        public void Add(string? code, DateTimeOffset at)
        {
            lock (gate)
            {
                calls++;
                lastAt = at;
                lastSecond.Enqueue(at);
                while (lastSecond.Peek() <= at - Second)
                {
                    lastSecond.Dequeue();
                }

                peak = Math.Max(peak, lastSecond.Count);
                if (code is null)
                {
                    succeeded++;
                    lastSuccessAt = at;
                }
                else
                {
                    errors[code] = errors.GetValueOrDefault(code) + 1;
                }
            }
        }

        public CallCount Read(string account, string region, string action)
        {
            lock (gate)
            {
                return new CallCount(account, region, action, calls, succeeded, peak, new Dictionary<string, long>(errors), lastAt, lastSuccessAt);
            }
        }
    }
}
