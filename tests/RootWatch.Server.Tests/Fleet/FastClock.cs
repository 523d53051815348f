namespace RootWatch.Server.Tests.Fleet;

/// <summary>A clock that runs so many times as fast, timers and all: whoever waits for minutes waits for seconds, with nothing left out.</summary>
internal sealed class FastClock(int factor) : TimeProvider
{
    private readonly long _began = System.GetTimestamp();
    private readonly DateTimeOffset _beganAt = System.GetUtcNow();

    public override long TimestampFrequency => System.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _beganAt + (System.GetElapsedTime(_began) * factor);

    public override long GetTimestamp() => _began + ((System.GetTimestamp() - _began) * factor);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(System.CreateTimer(callback, state, Shortened(dueTime), Shortened(period)), this);

    private TimeSpan Shortened(TimeSpan length) => length <= TimeSpan.Zero ? length
        : TimeSpan.FromMilliseconds(Math.Max(1, length.TotalMilliseconds / factor));

    private sealed class Timer(ITimer timer, FastClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.Shortened(dueTime), clock.Shortened(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
