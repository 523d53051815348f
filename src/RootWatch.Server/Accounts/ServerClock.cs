namespace RootWatch.Server.Accounts;

/// <summary>AWS's clock, as its answers tell it: the bounds of a sweep must not depend on how well ours is set.</summary>
internal sealed class ServerClock(TimeProvider time)
{
    private const int Samples = 5;

    // The Date header has whole seconds and the answer was under way: less than this is no error of our clock.
    private static readonly TimeSpan Noise = TimeSpan.FromSeconds(5);

    // What AWS said is carried on by the stopwatch, which nobody sets: the wall clock may jump between two answers.
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly long _started = time.GetTimestamp();

    private readonly Lock _lock = new();
    private readonly Queue<TimeSpan> _offsets = new(Samples);
    private TimeSpan? _offset;

    /// <summary>A time later than this cannot be AWS's, however the clock was rounded.</summary>
    public DateTimeOffset Latest => Now + Noise + TimeSpan.FromSeconds(1);

    /// <summary>False while our own clock is all that there is to go by.</summary>
    public bool IsTold
    {
        get
        {
            lock (_lock)
            {
                return _offset is not null;
            }
        }
    }

    /// <summary>Our own clock's time until AWS has told its own.</summary>
    public DateTimeOffset Now
    {
        get
        {
            lock (_lock)
            {
                return _offset is { } offset ? Steady + offset : time.GetUtcNow();
            }
        }
    }

    private DateTimeOffset Steady => _startedAt + time.GetElapsedTime(_started);

    public void Observe(DateTimeOffset? serverTime)
    {
        if (serverTime is not { } server)
        {
            return;
        }

        lock (_lock)
        {
            if (_offsets.Count == Samples)
            {
                _offsets.Dequeue();
            }

            _offsets.Enqueue(server - Steady);
            Span<TimeSpan> offsets = stackalloc TimeSpan[Samples];
            int count = 0;
            foreach (TimeSpan offset in _offsets)
            {
                offsets[count++] = offset;
            }

            offsets = offsets[..count];
            offsets.Sort();
            TimeSpan median = offsets[count / 2];
            _offset = median.Duration() > Noise ? median : TimeSpan.Zero;
        }
    }
}
