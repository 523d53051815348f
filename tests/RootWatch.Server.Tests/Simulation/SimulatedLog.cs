using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using RootWatch.Server.Alerts;
using RootWatch.Server.Tests.Alerts;

namespace RootWatch.Server.Tests.Simulation;

/// <summary>The alert log of one tenant: the real grain over a simulated store, activated again and again, at times twice.</summary>
internal sealed class SimulatedLog
{
    private readonly VirtualWorld _world;
    private readonly SegmentStore _segments;
    private readonly IGrainContext _context;
    private readonly VirtualClock _clock;
    private readonly Func<bool, StoreFault> _fault;
    private Activation _active;
    private Activation? _zombie;

    public SimulatedLog(VirtualWorld world, string tenant, Func<bool, StoreFault> fault)
    {
        _world = world;
        _fault = fault;
        _clock = new VirtualClock(world);
        _segments = new SegmentStore(world) { Fault = () => fault(true) };
        _context = LogContext.Of(GrainId.Create("alertlog", tenant));
        _active = Activate();
    }

    public Cell<AlertLogHead> Head { get; } = new();

    /// <summary>True if it passed over alerts as if it had been restored from a backup, which no log here ever is.</summary>
    public bool HasPassedOver => Head.Value is { } head && head.HighWater.Values.Sum() != head.LastSeq();

    /// <summary>A new activation; the old one lives on for those who still know it, or dies with all that it was doing.</summary>
    public void Move(bool zombie)
    {
        _zombie?.Life.End();
        if (zombie)
        {
            _zombie = _active;
        }
        else
        {
            _zombie = null;
            _active.Life.End();
        }

        _active = Activate();
    }

    /// <summary>The log as an account of a silo meets it.</summary>
    public IAlertLogGrain Seen(Random chance) => new Remote(this, chance);

    /// <summary>All of it, read by an activation that knows nothing, without faults.</summary>
    public async Task<IReadOnlyList<LoggedAlert>> ReadAll()
    {
        AlertLogGrain grain = NewGrain(new Life(), static _ => StoreFault.None);
        List<LoggedAlert> all = [];
        while (await grain.Read(all.Count > 0 ? all[^1].Seq : 0, 500) is { Alerts.Count: > 0 } page)
        {
            all.AddRange(page.Alerts);
        }

        return all;
    }

    private Activation Activate()
    {
        Life life = new();
        return new Activation(NewGrain(life, _fault), life);
    }

    private AlertLogGrain NewGrain(Life life, Func<bool, StoreFault> fault)
    {
        StoredState<AlertLogHead> head = new(_world, Head, life, fault, static () => new AlertLogHead());
        head.Load();
        return new AlertLogGrain(head, _segments, _context, _clock, NullLogger<AlertLogGrain>.Instance);
    }

    /// <summary>A grain takes one call at a time.</summary>
    private sealed class Activation(AlertLogGrain grain, Life life)
    {
        private Task _last = Task.CompletedTask;

        public Life Life => life;

        public Task<T> Call<T>(Func<AlertLogGrain, Task<T>> call)
        {
            Task<T> mine = After(_last, call);
            _last = mine;
            return mine;
        }

        private async Task<T> After<T>(Task before, Func<AlertLogGrain, Task<T>> call)
        {
            await before.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return await call(grain);
        }
    }

    private sealed class Remote(SimulatedLog log, Random chance) : IAlertLogGrain
    {
        public Task<long> Append(string accountId, IReadOnlyList<OutboxEntry> entries) => Call(grain => grain.Append(accountId, entries));

        public Task GoOnAfter(string accountId, long outSeq) => Call(async grain =>
        {
            await grain.GoOnAfter(accountId, outSeq);
            return true;
        });

        public Task<LogPage> Read(long afterSeq, int max) => Call(grain => grain.Read(afterSeq, max));

        public Task Subscribe(IAlertLogObserver observer) => throw new NotSupportedException();

        public Task Unsubscribe(IAlertLogObserver observer) => throw new NotSupportedException();

        private async Task<T> Call<T>(Func<AlertLogGrain, Task<T>> call)
        {
            await log._world.Sleep(TimeSpan.FromMilliseconds(1));
            Activation to = log._zombie is { } zombie && chance.Next(2) == 0 ? zombie : log._active;
            Task<T> answer = to.Call(call);
            await Task.WhenAny(answer, to.Life.Died);
            return answer.IsCompleted ? await answer : throw new TimeoutException("the log's silo is gone");
        }
    }
}
