namespace RootWatch.Server.Accounts;

/// <summary>
/// The pace of LookupEvents in one region of one account. AWS allows 2 calls a second, shared with everybody else who
/// looks; on a throttle the pace halves, and every clean minute gives a tenth back.
/// </summary>
/// <remarks>No two calls follow each other at once, even after a rest. How many AWS sees in a second is for <see cref="LookupSlots"/> to hold, as calls are not under way for equally long.</remarks>
internal sealed class LookupPace(double fullRate, TimeProvider time)
{
    /// <summary>Calls a second that are left however often AWS throttles: at less a call's turn would not come within the time of a reading.</summary>
    public const double Slowest = 0.1;

    private readonly Lock _lock = new();
    private double _slowness = 1;
    private double _tokens = 1;
    private long _filledAt = time.GetTimestamp();
    private long _changedAt = time.GetTimestamp();

    /// <summary>Waits for the next call's turn.</summary>
    public Task Wait(CancellationToken cancellationToken) =>
        Take() is { Ticks: > 0 } wait ? Task.Delay(wait, time, cancellationToken) : Task.CompletedTask;

    /// <summary>AWS asked us to slow down.</summary>
    public void Throttled()
    {
        lock (_lock)
        {
            _slowness = Math.Min(fullRate / Slowest, _slowness * 2);
            _tokens = Math.Min(_tokens, 0);
            _changedAt = time.GetTimestamp();
        }
    }

    /// <summary>Takes a turn, if need be one that is still to come, and says how long until then.</summary>
    internal TimeSpan Take()
    {
        lock (_lock)
        {
            long now = time.GetTimestamp();
            double cleanMinutes = Math.Floor(time.GetElapsedTime(_changedAt, now).TotalMinutes);
            if (cleanMinutes >= 1 && _slowness > 1)
            {
                _slowness = Math.Max(1, _slowness / Math.Pow(1.1, cleanMinutes));
                _changedAt = now;
            }

            double rate = fullRate / _slowness;
            _tokens = Math.Min(1, _tokens + time.GetElapsedTime(_filledAt, now).TotalSeconds * rate) - 1;
            _filledAt = now;
            // Timers count whole milliseconds and drop the rest: a call that comes early is one too many in its second.
            return _tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(Math.Ceiling(-_tokens / rate * 1000));
        }
    }
}
