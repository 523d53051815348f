using System.Collections.Concurrent;

namespace RootWatch.Aws;

/// <summary>
/// Ends to what may take too long. Nearly all of them are not reached, and a timer with all that hangs on it costs as much as
/// a call's text: so they are used again. Thread-safe.
/// </summary>
public sealed class Deadlines(TimeProvider time)
{
    private const int IdleMax = 256;

    private readonly ConcurrentQueue<CancellationTokenSource> _idle = new();

    /// <summary>An end after so long, or with the caller. To be disposed when it is not needed any more, and its token not used after.</summary>
    public Deadline Begin(TimeSpan after, CancellationToken caller)
    {
        if (_idle.TryDequeue(out CancellationTokenSource? end))
        {
            end.CancelAfter(after);
        }
        else
        {
            end = new CancellationTokenSource(after, time);
        }

        return new Deadline(this, end, caller.UnsafeRegister(static end => ((CancellationTokenSource)end!).Cancel(), end));
    }

    internal void End(CancellationTokenSource end)
    {
        // One that has come, or is of a clock other than the system's, cannot be used again.
        if (_idle.Count < IdleMax && end.TryReset())
        {
            _idle.Enqueue(end);
        }
        else
        {
            end.Dispose();
        }
    }
}

/// <summary>One of <see cref="Deadlines"/>.</summary>
public readonly struct Deadline : IDisposable
{
    private readonly Deadlines _all;
    private readonly CancellationTokenSource _end;
    private readonly CancellationTokenRegistration _caller;

    internal Deadline(Deadlines all, CancellationTokenSource end, CancellationTokenRegistration caller) => (_all, _end, _caller) = (all, end, caller);

    public CancellationToken Token => _end.Token;

    /// <summary>So long from now instead, unless it has come.</summary>
    public void ComeAfter(TimeSpan after) => _end.CancelAfter(after);

    public void Dispose()
    {
        _caller.Dispose();
        _all.End(_end);
    }
}
