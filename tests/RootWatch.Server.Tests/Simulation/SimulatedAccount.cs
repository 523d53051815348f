using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Storage;
using RootWatch.Aws;
using RootWatch.Aws.Account;
using RootWatch.Aws.CloudTrail;
using RootWatch.Aws.Iam;
using RootWatch.Aws.Sts;
using RootWatch.Server.Accounts;
using RootWatch.Server.Alerts;
using RootWatch.Server.Hosting;
using RootWatch.Server.Metrics;
using RootWatch.Server.Push;

namespace RootWatch.Server.Tests.Simulation;

/// <summary>What a machine gives to the accounts that run on it.</summary>
internal sealed class SimulatedSilo(VirtualWorld world) : IDisposable
{
    public VirtualClock Clock { get; } = new(world);
    public RootWatchMeter Meter { get; } = new();
    public SteadyTime Time { get; private set; } = null!;
    public ServerClock ServerClock { get; private set; } = null!;
    public PushStatus PushStatus { get; private set; } = null!;

    /// <summary>A new process on the same machine knows nothing of what the old one had learned.</summary>
    public SimulatedSilo Restarted()
    {
        Time = new SteadyTime(Clock);
        ServerClock = new ServerClock(Time);
        PushStatus ??= new PushStatus(Meter, Clock);
        return this;
    }

    public void Dispose() => Meter.Dispose();
}

/// <summary>
/// One activation of an account: the real <see cref="AccountPoll"/>, waked and timed as AccountGrain does it, until it
/// ends itself or dies.
/// </summary>
internal sealed class SimulatedAccount
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);
    private readonly VirtualWorld _world;
    private readonly Action<SimulatedAccount> _turned;
    private readonly Action<SimulatedAccount> _gone;
    private int _setting;
    private bool _turning;
    private Task _last = Task.CompletedTask;

    public SimulatedAccount(
        VirtualWorld world, SimulatedSilo silo, AccountScenario account, StoredState<AccountDocument> store, Life life, IAwsCalls aws, Func<string, IAlertLogGrain> logOf,
        PollOptions options, Action<SimulatedAccount> turned, Action<SimulatedAccount> gone)
    {
        _world = world;
        _turned = turned;
        _gone = gone;
        Life = life;
        StartedAt = world.Now;
        store.Load();
        Poll = new AccountPoll(store, account.Id, new AccountSurroundings(
            new Living(aws, life), options, silo.ServerClock, silo.Meter, silo.Time, tenant => new LivingLog(logOf(tenant), life), NullLogger.Instance));
        Poll.Wake = SetTimer;
        Poll.Register(account.Registration);
        SetTimer(Shortest);
    }

    public Life Life { get; }
    public AccountPoll Poll { get; }
    public DateTimeOffset StartedAt { get; }

    /// <summary>How long the last turn wanted to wait.</summary>
    public TimeSpan Next { get; private set; }

    /// <summary>An exception that ended the turns for ever, as one that leaves the callback of a grain's timer does.</summary>
    public Exception? Stuck { get; private set; }

    /// <summary>Goes in good order, as when the silo is stopped or the account moves.</summary>
    public async Task Leave()
    {
        _setting++;
        try
        {
            await Poll.Leave();
        }
        catch (Exception)
        {
            // As in AccountGrain: what was not stored is read again.
        }

        Life.End();
        _gone(this);
    }

    /// <summary>As AccountGrain takes it: after what it is doing. An exception if it dies meanwhile.</summary>
    public async Task<IReadOnlyList<PushOutcome>> Push(IReadOnlyList<PushedRecord> records)
    {
        Task<IReadOnlyList<PushOutcome>> answer = InTurn(() => Poll.Push(records));
        await Task.WhenAny(answer, Life.Died);
        if (!answer.IsCompleted)
        {
            throw new TimeoutException("the account's silo is gone");
        }

        try
        {
            IReadOnlyList<PushOutcome> outcomes = await answer;
            SetTimer(Shortest);
            return outcomes;
        }
        catch (InconsistentStateException)
        {
            // Orleans ends an activation that lets this through.
            await Leave();
            throw;
        }
    }

    private void SetTimer(TimeSpan due)
    {
        int setting = ++_setting;
        _world.After(due > Shortest ? due : Shortest, () =>
        {
            if (setting == _setting && !Life.IsOver && !_turning)
            {
                _ = Turn();
            }
        });
    }

    private async Task Turn()
    {
        _turning = true;
        TimeSpan next;
        try
        {
            next = await InTurn(Poll.Turn);
        }
        catch (InconsistentStateException)
        {
            await Leave();
            return;
        }
        catch (Exception trouble)
        {
            Stuck = trouble;
            return;
        }
        finally
        {
            _turning = false;
        }

        Next = next;
        _turned(this);
        SetTimer(next);
    }

    /// <summary>A grain does one thing at a time.</summary>
    private async Task<T> InTurn<T>(Func<Task<T>> call)
    {
        Task before = _last;
        TaskCompletionSource mine = new();
        _last = mine.Task;
        await before;
        try
        {
            return await call();
        }
        finally
        {
            mine.SetResult();
        }
    }

    /// <summary>Answers that only the living hear.</summary>
    private sealed class Living(IAwsCalls aws, Life life) : IAwsCalls
    {
        public string? StsRegion => aws.StsRegion;

        public Task<AwsOutcome<AwsSession>> AssumeRole(AssumeRoleRequest request, CancellationToken cancellationToken) =>
            life.Guard(() => aws.AssumeRole(request, cancellationToken));

        public Task<AwsOutcome<LookupEventsResponse>> LookupEvents(LookupEventsRequest request, AwsSession session, string region, CancellationToken cancellationToken) =>
            life.Guard(() => aws.LookupEvents(request, session, region, cancellationToken));

        public Task<AwsOutcome<ListRegionsResponse>> ListRegions(AwsSession session, string homeRegion, CancellationToken cancellationToken) =>
            life.Guard(() => aws.ListRegions(session, homeRegion, cancellationToken));

        public Task<AwsOutcome<ListAccountAliasesResponse>> ListAccountAliases(AwsSession session, string homeRegion, CancellationToken cancellationToken) =>
            life.Guard(() => aws.ListAccountAliases(session, homeRegion, cancellationToken));
    }

    private sealed class LivingLog(IAlertLogGrain log, Life life) : IAlertLogGrain
    {
        public Task<long> Append(string accountId, IReadOnlyList<OutboxEntry> entries) => life.Guard(() => log.Append(accountId, entries));

        public Task GoOnAfter(string accountId, long outSeq) => life.Guard(async () =>
        {
            await log.GoOnAfter(accountId, outSeq);
            return true;
        });

        public Task<LogPage> Read(long afterSeq, int max) => life.Guard(() => log.Read(afterSeq, max));

        public Task Subscribe(IAlertLogObserver observer) => log.Subscribe(observer);

        public Task Unsubscribe(IAlertLogObserver observer) => log.Unsubscribe(observer);
    }
}
