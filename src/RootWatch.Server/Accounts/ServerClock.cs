namespace RootWatch.Server.Accounts;

/// <summary>AWS's clock, as its answers tell it: the bounds of a sweep must not depend on how well ours is set.</summary>
/// <param name="time">By which what AWS said is carried on; one that nobody sets, as the wall clock may jump between two answers.</param>
internal sealed class ServerClock(TimeProvider time)
{
    private const int Samples = 5;

    // The Date header has whole seconds and the answer was under way: less than this is no error of our clock.
    private static readonly TimeSpan Noise = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Queue<TimeSpan> _offsets = new(Samples);
    private TimeSpan? _offset;

    /// <summary>A time later than this cannot be AWS's, however the clock was rounded.</summary>
    /// <param name="told">What AWS has told just now, if it has: what is known of its clock otherwise may be older.</param>
    public DateTimeOffset Latest(DateTimeOffset? told) => (told < Now ? told.Value : Now) + Noise + TimeSpan.FromSeconds(1);

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
                return time.GetUtcNow() + (_offset ?? TimeSpan.Zero);
            }
        }
    }

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

            _offsets.Enqueue(server - time.GetUtcNow());
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
