using System.Collections.Concurrent;

namespace RootWatch.AwsSimulator.Wire;

/// <summary>AWS's rate limits: one bucket per paying account, region and operation (or group of operations).</summary>
internal sealed class TokenBuckets
{
    private readonly ConcurrentDictionary<(string Account, string Region, string Operation), Bucket> _buckets = new();

    /// <summary>True if the call may pass; the token is then spent.</summary>
    public bool TryTake(string account, string region, string operation, Quota quota, DateTimeOffset now) =>
        _buckets.GetOrAdd((account, region, operation), static (_, start) => new Bucket(start.quota.Burst, start.now), (quota, now)).TryTake(quota, now);

    private sealed class Bucket(double tokens, DateTimeOffset filledAt)
    {
        private readonly Lock _gate = new();
        private double _tokens = tokens;
        private DateTimeOffset _filledAt = filledAt;

        public bool TryTake(Quota quota, DateTimeOffset now)
        {
            lock (_gate)
            {
                if (now > _filledAt)
                {
                    _tokens = Math.Min(quota.Burst, _tokens + ((now - _filledAt).TotalSeconds * quota.PerSecond));
                    _filledAt = now;
                }

                // A token refilled from two thirds of a second and one third is 0.9999…: still a token.
                if (_tokens < 1 - 1e-9)
                {
                    return false;
                }

                _tokens -= 1;
                return true;
            }
        }
    }
}
