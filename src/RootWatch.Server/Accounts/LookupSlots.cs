namespace RootWatch.Server.Accounts;

/// <summary>
/// Holds that AWS sees no more than two calls within a second, however long each is under way: a call has its slot from when
/// it is sent until a second after it has ended. Of any three calls, the one sent last was sent a second after another had
/// ended, and so had arrived.
/// </summary>
internal sealed class LookupSlots(TimeProvider time)
{
    /// <summary>AWS's limit for LookupEvents in a region of an account.</summary>
    public const int PerSecond = 2;

    private const long Taken = long.MaxValue;

    private readonly Lock _lock = new();
    private readonly long _second = time.TimestampFrequency;
    private Queue<TaskCompletionSource<long>>? _waiting;

    /// <summary>From when on each slot is free.</summary>
    private long _one = long.MinValue;
    private long _other = long.MinValue;

    /// <summary>Takes a slot, once there is one; <see cref="End"/> gives it back.</summary>
    public ValueTask Take(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            ref long slot = ref _one <= _other ? ref _one : ref _other;
            long freeAt = slot;
            slot = Taken;
            if (freeAt <= time.GetTimestamp())
            {
                return ValueTask.CompletedTask;
            }

            if (freeAt < Taken)
            {
                return new ValueTask(Rest(freeAt, cancellationToken));
            }

            TaskCompletionSource<long> left = new();
            (_waiting ??= new()).Enqueue(left);
            return new ValueTask(TakeOver(left, cancellationToken));
        }
    }

    /// <summary>The call has ended, well or not.</summary>
    public void End() => Leave(time.GetTimestamp() + _second);

    private async Task TakeOver(TaskCompletionSource<long> left, CancellationToken cancellationToken)
    {
        long freeAt;
        using (cancellationToken.UnsafeRegister(static (left, token) => ((TaskCompletionSource<long>)left!).TrySetCanceled(token), left))
        {
            freeAt = await left.Task;
        }

        await Rest(freeAt, cancellationToken);
    }

    private async Task Rest(long freeAt, CancellationToken cancellationToken)
    {
        try
        {
            for (long now = time.GetTimestamp(); now < freeAt; now = time.GetTimestamp())
            {
                // Timers count whole milliseconds and drop the rest.
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(time.GetElapsedTime(now, freeAt).TotalMilliseconds)), time, cancellationToken);
            }
        }
        catch
        {
            Leave(freeAt);
            throw;
        }
    }

    private void Leave(long freeAt)
    {
        // One that was given up while it waited takes nothing over.
        while (NextOrFree(freeAt) is { } next && !next.TrySetResult(freeAt))
        {
        }
    }

    /// <summary>Whose slot it is now; null: nobody's, so that it is free from then on.</summary>
    private TaskCompletionSource<long>? NextOrFree(long freeAt)
    {
        lock (_lock)
        {
            if (_waiting is not null && _waiting.TryDequeue(out TaskCompletionSource<long>? next))
            {
                return next;
            }

            ref long slot = ref _one == Taken ? ref _one : ref _other;
            slot = freeAt;
            return null;
        }
    }
}
