namespace RootWatch.Server.Hosting;

/// <summary>
/// The time at which the process began, carried on by the stopwatch: for what is due after a while. Somebody may set the wall
/// clock, and if it goes back an hour nothing would be due for an hour.
/// </summary>
internal sealed class SteadyTime(TimeProvider time) : TimeProvider
{
    private readonly DateTimeOffset _began = time.GetUtcNow();
    private readonly long _timestamp = time.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _began + time.GetElapsedTime(_timestamp);

    public override long TimestampFrequency => time.TimestampFrequency;

    public override long GetTimestamp() => time.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(callback, state, dueTime, period);
}
