using System.Collections.Concurrent;

namespace RootWatch.Server.Tests.Simulation;

/// <summary>
/// One thread, one queue and a clock that jumps from one due time to the next: everything that runs in it runs in the
/// same order each time, and a day passes in less than a second.
/// </summary>
internal sealed class VirtualWorld(DateTimeOffset start) : SynchronizationContext
{
    private readonly PriorityQueue<Action, (long Due, long Number)> _due = new();
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _ready = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private const int StepsPerMomentMax = 100_000;
    private long _number;
    private const int StepsPerHourMax = 200_000;
    private int _stepsOfMoment;
    private int _stepsOfHour;
    private long _hour;

    public DateTimeOffset Start { get; } = start;

    /// <summary>Since the start; what a monotonic clock shows.</summary>
    public long Ticks { get; private set; }

    /// <summary>The true time, AWS's own.</summary>
    public DateTimeOffset Now => Start.AddTicks(Ticks);

    /// <summary>Set if a continuation came from another thread: the order would then be the machine's, not the seed's.</summary>
    public bool LeftItsThread { get; private set; }

    public void At(DateTimeOffset time, Action action) => _due.Enqueue(action, (Math.Max(Ticks, (time - Start).Ticks), _number++));

    public void After(TimeSpan delay, Action action) => At(Now + delay, action);

    public Task Sleep(TimeSpan length)
    {
        TaskCompletionSource woken = new();
        After(length, woken.SetResult);
        return woken.Task;
    }

    public void RunUntil(DateTimeOffset end)
    {
        SynchronizationContext? outer = Current;
        SetSynchronizationContext(this);
        try
        {
            while (true)
            {
                while (_ready.TryDequeue(out (SendOrPostCallback Callback, object? State) next))
                {
                    Step();
                    next.Callback(next.State);
                }

                if (!_due.TryPeek(out Action? action, out (long Due, long Number) at) || at.Due > (end - Start).Ticks)
                {
                    break;
                }

                _due.Dequeue();
                _stepsOfMoment = at.Due == Ticks ? _stepsOfMoment : 0;
                Ticks = at.Due;
                Step();
                action();
            }

            Ticks = Math.Max(Ticks, (end - Start).Ticks);
        }
        finally
        {
            SetSynchronizationContext(outer);
        }
    }

    /// <summary>Something that goes on without waiting would go on for ever.</summary>
    private void Step()
    {
        (_hour, _stepsOfHour) = Ticks / TimeSpan.TicksPerHour is var hour && hour == _hour ? (_hour, _stepsOfHour + 1) : (hour, 0);
        if (++_stepsOfMoment > StepsPerMomentMax || _stepsOfHour > StepsPerHourMax)
        {
            throw new InvalidOperationException($"at {Now:O} something turns round and round, hardly waiting");
        }
    }

    public override void Post(SendOrPostCallback d, object? state)
    {
        LeftItsThread |= Environment.CurrentManagedThreadId != _thread;
        _ready.Enqueue((d, state));
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException("nothing here may block");

    public override SynchronizationContext CreateCopy() => this;
}

/// <summary>The clock of one machine: its wall clock may be wrong and may jump, its timers and its stopwatch are right.</summary>
internal sealed class VirtualClock(VirtualWorld world) : TimeProvider
{
    public TimeSpan Wrong { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => world.Now + Wrong;

    public override long GetTimestamp() => world.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Timer timer = new(world, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(VirtualWorld world, TimerCallback callback, object? state) : ITimer
    {
        private int _setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            int setting = ++_setting;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                world.After(dueTime, () => Fire(setting, period));
            }

            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Fire(int setting, TimeSpan period)
        {
            if (setting != _setting)
            {
                return;
            }

            if (period > TimeSpan.Zero)
            {
                world.After(period, () => Fire(setting, period));
            }

            callback(state);
        }
    }
}
