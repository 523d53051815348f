using Microsoft.Extensions.Time.Testing;
using RootWatch.Server.Hosting;

namespace RootWatch.Server.Tests.Hosting;

public sealed class SteadyTimeTests
{
    [Fact]
    public void It_goes_on_as_the_stopwatch_does_however_the_wall_clock_is_set()
    {
        WallClock wall = new();
        DateTimeOffset began = wall.GetUtcNow();
        SteadyTime steady = new(wall);
        foreach (TimeSpan set in new[] { TimeSpan.FromHours(1), TimeSpan.FromHours(-1), TimeSpan.FromDays(-400) })
        {
            wall.SetBy = set;
            TimeSpan before = steady.GetUtcNow() - began;
            wall.Stopwatch.Advance(TimeSpan.FromMinutes(5));
            Assert.Equal(before + TimeSpan.FromMinutes(5), steady.GetUtcNow() - began);
        }

        Assert.Equal(TimeSpan.FromMinutes(15), steady.GetUtcNow() - began);
    }

    [Fact]
    public void Its_timers_and_stretches_are_those_of_the_clock_below()
    {
        WallClock wall = new();
        SteadyTime steady = new(wall);
        long before = steady.GetTimestamp();
        int fired = 0;
        using ITimer timer = steady.CreateTimer(_ => fired++, null, TimeSpan.FromMinutes(1), Timeout.InfiniteTimeSpan);
        wall.Stopwatch.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((1, TimeSpan.FromMinutes(1)), (fired, steady.GetElapsedTime(before)));
    }

    /// <summary>One that somebody sets.</summary>
    private sealed class WallClock : TimeProvider
    {
        public FakeTimeProvider Stopwatch { get; } = new();

        public TimeSpan SetBy { get; set; }

        public override DateTimeOffset GetUtcNow() => Stopwatch.GetUtcNow() + SetBy;

        public override long TimestampFrequency => Stopwatch.TimestampFrequency;

        public override long GetTimestamp() => Stopwatch.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => Stopwatch.CreateTimer(callback, state, dueTime, period);
    }
}
