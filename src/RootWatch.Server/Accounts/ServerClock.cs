namespace RootWatch.Server.Accounts;

/// <summary>AWS's clock, as its answers tell it: the bounds of a sweep must not depend on how well ours is set.</summary>
internal sealed class ServerClock(TimeProvider time)
{
    private const int Samples = 5;

    // The Date header has whole seconds and the answer was under way: less than this is no error of our clock.
    private static readonly TimeSpan Noise = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Queue<TimeSpan> _offsets = new(Samples);
    private TimeSpan _offset;

    public DateTimeOffset Now
    {
        get
        {
            lock (_lock)
            {
                return time.GetUtcNow() + _offset;
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
            TimeSpan median = _offsets.Order().ElementAt(_offsets.Count / 2);
            _offset = median.Duration() > Noise ? median : TimeSpan.Zero;
        }
    }
}
