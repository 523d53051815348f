using System.Security.Cryptography;
using System.Text;
using RootWatch.Detection.Alerts;
using RootWatch.Server.Accounts;
using RootWatch.Server.Alerts;
using RootWatch.Server.Push;

namespace RootWatch.Server.Tests.Simulation;

/// <summary>What a day came to.</summary>
internal sealed record Verdict
{
    public required int Seed { get; init; }
    public required Trouble Troubles { get; init; }

    /// <summary>Events that somebody had to be told of.</summary>
    public required int Events { get; init; }
    public required long Calls { get; init; }
    public required IReadOnlyList<string> Lost { get; init; }
    public required IReadOnlyList<string> Duplicate { get; init; }
    public required IReadOnlyList<string> Phantom { get; init; }

    /// <summary>Watermarks that promised what was not so.</summary>
    public required IReadOnlyList<string> Lies { get; init; }

    /// <summary>Other invariants that did not hold, each with its number.</summary>
    public required IReadOnlyList<string> Broken { get; init; }

    /// <summary>Ids of all alerts, in order, but of those that say when the history showed something (RW-X05, RW-X06).</summary>
    public required IReadOnlyList<string> AlertIds { get; init; }

    /// <summary>The alerts that our own calls did not show up (RW-X05), in order.</summary>
    public required IReadOnlyList<Alert> Unseen { get; init; }

    /// <summary>Those about events that came late (RW-X06), in order.</summary>
    public required IReadOnlyList<Alert> Late { get; init; }

    /// <summary>Of what root did, each as account, rule and alert id, in order. Without the alerts about the watch itself and about when it came to know.</summary>
    public required IReadOnlyList<string> Findings { get; init; }

    /// <summary>Over every call and every stored version, in order: two runs of a seed have the same.</summary>
    public required string Trace { get; init; }
    public required IReadOnlyDictionary<string, int> Struck { get; init; }
    public required IReadOnlyDictionary<string, AccountDocument> Documents { get; init; }

    public bool Holds => Lost.Count + Duplicate.Count + Phantom.Count + Lies.Count + Broken.Count == 0;

    public IEnumerable<string> Faults =>
    [
        .. Lost.Select(one => "lost: " + one), .. Duplicate.Select(one => "duplicate: " + one), .. Phantom.Select(one => "phantom: " + one),
        .. Lies.Select(one => "lie: " + one), .. Broken.Select(one => "broken: " + one),
    ];
}

/// <summary>One virtual day: the real watch of some accounts and the real log, over a simulated AWS and a simulated store.</summary>
internal sealed class Simulation : IDisposable
{
    private readonly Scenario _scenario;
    private readonly VirtualWorld _world = new(Scenario.Midnight);
    private readonly Random _chance;
    private readonly SimulatedSilo[] _silos;
    private readonly Dictionary<string, AccountRun> _accounts = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SimulatedLog> _logs = new(StringComparer.Ordinal);
    private readonly SimulatedCloudTrail _aws;
    private readonly Checks _checks;
    private readonly Dictionary<string, int> _struck = new(StringComparer.Ordinal);
    private readonly IncrementalHash _trace = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Action<DateTimeOffset, string?, string>? _heard;
    private readonly SimulatedPush? _push;
    private bool _stopped;
    private long _calls;

    private Simulation(Scenario scenario, Planting planting, Action<DateTimeOffset, string?, string>? heard)
    {
        _heard = heard;
        _scenario = scenario;
        _chance = new Random(scenario.Seed ^ 0x5eed);
        _aws = new SimulatedCloudTrail(_world, scenario);
        _silos = [new SimulatedSilo(_world), new SimulatedSilo(_world)];
        foreach (SimulatedSilo silo in _silos)
        {
            silo.Clock.Wrong = scenario.ClockError;
            silo.Restarted();
        }

        _checks = new Checks(scenario, _world);
        _aws.Assumed = (account, record) =>
        {
            _heard?.Invoke(_world.Now, account, $"assumed the role; the history shows it at {record.VisibleAt:MM-dd HH:mm:ss}");
            _checks.Assumed(account, record);
        };
        _aws.Called = account => _checks.Called(account, _accounts[account].Starts);
        _aws.Answered = asked =>
        {
            _calls++;
            Trace($"{_world.Ticks} {asked.AccountId} {asked.Region} {asked.Request.LookupAttribute} {asked.Request.StartTime.UtcTicks} {asked.Request.EndTime.UtcTicks} {asked.Outcome.Value?.Events.Count} {asked.Outcome.Failure?.Reason}");
            _heard?.Invoke(_world.Now, asked.AccountId,
                $"looked {asked.Region} {asked.Request.LookupAttribute.AttributeKey}={asked.Request.LookupAttribute.AttributeValue} {asked.Request.StartTime:MM-dd HH:mm:ss} to {asked.Request.EndTime:HH:mm:ss}{(asked.Request.NextToken is null ? "" : " next page")}: {(asked.Outcome.Value is { } page ? $"{page.Events.Count} events" : $"failed {asked.Outcome.Failure!.Reason}")}");
            _checks.Answered(asked, _accounts[asked.AccountId].Restarts(_world.Now));
        };
        foreach (string tenant in scenario.Accounts.Select(account => account.Registration.TenantId).Distinct())
        {
            _logs[tenant] = new SimulatedLog(_world, tenant, write => Draw(Trouble.LogFails, write, crashes: false));
        }

        _push = scenario.Troubles.HasFlag(Trouble.Push) ? new SimulatedPush(_world, scenario, _silos, planting.Queue, Push, Strike) : null;
    }

    /// <summary>Runs the day to its end, on this thread.</summary>
    /// <param name="heard">Told what happens: when, to which account if to one, and what.</param>
    public static Verdict Run(Scenario scenario, Planting? planting = null, Action<DateTimeOffset, string?, string>? heard = null)
    {
        planting ??= Planting.None;
        using Simulation simulation = new(scenario, planting, heard);
        return simulation.Run(planting);
    }

    public void Dispose()
    {
        _trace.Dispose();
        _push?.Dispose();
        Array.ForEach(_silos, silo => silo.Dispose());
    }

    private Verdict Run(Planting planting)
    {
        foreach (AccountScenario account in _scenario.Accounts)
        {
            AccountRun run = new(account, new Cell<AccountDocument>(), new Random(account.Seed ^ 0x11fe), planting);
            run.Cell.Stored = document =>
            {
                _heard?.Invoke(_world.Now, account.Id, $"stored: {document.EventsRead} events, {document.NextOutSeq} is the next alert, {document.Outbox.Count} in the outbox");
                Trace($"{_world.Ticks} {account.Id} stored {document.NextOutSeq} {document.EventsRead}");
                _checks.Stored(account, document, run.Activations);
            };
            _accounts[account.Id] = run;
            Activate(run);
        }

        PlanMishaps();
        if (_push is not null)
        {
            _push.Queue.Deleted = push => _checks.Deleted(push, _accounts[push.AccountId].Cell.Value);
            _push.Start();
        }

        _world.RunUntil(_scenario.End);
        _checks.Ended(_push?.Queue.Count ?? 0);
        Dictionary<string, IReadOnlyList<LoggedAlert>> told = [];
        foreach ((string tenant, SimulatedLog log) in _logs)
        {
            _checks.Ended(tenant, log);
            // Beyond the end nothing else matters: what is left in the queues of the accounts goes on meanwhile.
            Task<IReadOnlyList<LoggedAlert>> reading = Started(log.ReadAll);
            for (int minutes = 1; !reading.IsCompleted && minutes < 60; minutes++)
            {
                _world.RunUntil(_scenario.End.AddMinutes(minutes));
            }

            told[tenant] = reading.IsCompletedSuccessfully ? reading.GetAwaiter().GetResult() : throw new InvalidOperationException($"the log of {tenant} cannot be read", reading.Exception);
        }

        foreach ((Trouble kind, int times) in _aws.Struck)
        {
            _struck[kind.ToString()] = times;
        }

        return _checks.Judge(told, _accounts.ToDictionary(pair => pair.Key, pair => pair.Value.Cell.Value), _accounts.Values) with
        {
            Calls = _calls,
            Trace = Convert.ToHexStringLower(_trace.GetHashAndReset()),
            Struck = _struck,
        };

        Task<T> Started<T>(Func<Task<T>> call)
        {
            TaskCompletionSource<T> made = new();
            _world.After(TimeSpan.Zero, async () => made.SetResult(await call()));
            return made.Task;
        }
    }

    /// <summary>What befalls machines and processes, at times that the seed gives.</summary>
    private void PlanMishaps()
    {
        foreach (AccountRun run in _accounts.Values)
        {
            Repeat(Trouble.Crashes, 6, run.Chance, () => Crash(run));
            Repeat(Trouble.Moves, 4, run.Chance, () => Move(run));
            Repeat(Trouble.SplitBrain, 4, run.Chance, () => Split(run));
        }

        Repeat(Trouble.Crashes, 2, _chance, CrashAll);
        foreach (SimulatedLog log in _logs.Values)
        {
            Repeat(Trouble.Crashes, 4, _chance, () => log.Move(zombie: false));
            Repeat(Trouble.SplitBrain, 4, _chance, () => log.Move(zombie: true));
        }

        Repeat(Trouble.WrongClock, 3, _chance, () =>
        {
            // Small errors are common, an hour is the time zone of a badly set machine.
            TimeSpan wrong = TimeSpan.FromSeconds(_chance.Next(-3600, 3600) / (_chance.Next(2) == 0 ? 1 : 30));
            _silos[_chance.Next(2)].Clock.Wrong = _scenario.Troubles.HasFlag(Trouble.NoDate) ? wrong / 60 : wrong;
        });
        if (_scenario.Outage is { } outage)
        {
            _world.At(outage.From, () =>
            {
                _stopped = true;
                CrashAll();
            });
            _world.At(outage.To, () =>
            {
                _stopped = false;
                _push?.StartAgain();
                foreach (AccountRun run in _accounts.Values)
                {
                    Activate(run);
                }
            });
        }

        void Repeat(Trouble kind, int max, Random chance, Action strike)
        {
            for (int n = _scenario.Troubles.HasFlag(kind) ? chance.Next(1, max + 1) : 0; n > 0; n--)
            {
                _world.At(Scenario.Midnight.AddSeconds(chance.Next(23 * 3600)), () =>
                {
                    if (!_stopped)
                    {
                        Strike(kind.ToString());
                        _heard?.Invoke(_world.Now, null, $"mishap: {kind}");
                        strike();
                    }
                });
            }
        }
    }

    private void Activate(AccountRun run)
    {
        Life life = new();
        SimulatedSilo silo = _silos[run.Chance.Next(2)];
        run.LastStart = _world.Now;
        run.Starts++;
        run.Activations.Add(new SimulatedAccount(
            _world, silo, run.Scenario, run.Planting.Store(_world, run.Cell, life, write => Draw(Trouble.StoreFails, write, crashes: true)), life, run.Planting.Aws(_aws),
            tenant => run.Planting.Log(_logs[tenant].Seen(run.Chance)), _scenario.Options, activation =>
            {
                _checks.Turned(run.Scenario, run.LastSplitEnd)(activation);
                _heard?.Invoke(_world.Now, run.Scenario.Id, $"turned: {activation.Poll.Snapshot?.Status}, the next in {activation.Next} {activation.Poll.Snapshot?.Reason}");
            }, gone =>
            {
                run.Activations.Remove(gone);
                Reactivate(run);
            }));
        life.Died.ContinueWith(
            _ => _world.After(TimeSpan.Zero, () => Buried(run)), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void Buried(AccountRun run)
    {
        if (run.Activations.RemoveAll(activation => activation.Life.IsOver) > 0)
        {
            Reactivate(run);
        }
    }

    /// <summary>The patrol finds the account without a watch.</summary>
    private void Reactivate(AccountRun run) => _world.After(TimeSpan.FromSeconds(run.Chance.Next(1, 60)), () =>
    {
        if (run.Activations.Count == 0 && !_stopped)
        {
            Activate(run);
        }
    });

    private static void Crash(AccountRun run) => run.Activations.FirstOrDefault()?.Life.End();

    private static void Move(AccountRun run) => _ = run.Activations.FirstOrDefault()?.Leave();

    private void CrashAll()
    {
        foreach (SimulatedAccount activation in _accounts.Values.SelectMany(run => run.Activations).ToArray())
        {
            activation.Life.End();
        }

        Array.ForEach(_silos, silo => silo.Restarted());
        _push?.Die(restarts: !_stopped);
        foreach (SimulatedLog log in _logs.Values)
        {
            log.Move(zombie: false);
        }
    }

    /// <summary>A second activation, until one of the two meets the other's etag, or is found out after a while.</summary>
    private void Split(AccountRun run)
    {
        if (run.Activations.Count != 1)
        {
            return;
        }

        SimulatedAccount first = run.Activations[0];
        run.LastSplitEnd = _world.Now.AddMinutes(31);
        Activate(run);
        _world.After(TimeSpan.FromMinutes(run.Chance.Next(1, 30)), first.Life.End);
    }

    private StoreFault Draw(Trouble kind, bool write, bool crashes)
    {
        DateTimeOffset now = _world.Now;
        foreach (TroubleWindow window in _scenario.Windows)
        {
            if (window.Holds(kind, null, now) && _chance.NextDouble() < window.Share)
            {
                StoreFault met = !write
                    ? _chance.Next(3) switch { 0 => StoreFault.Stale, 1 => StoreFault.Cancelled, _ => StoreFault.Refused }
                    : _chance.Next(crashes && _scenario.Troubles.HasFlag(Trouble.Crashes) ? 6 : 4) switch
                    {
                        0 => StoreFault.Refused,
                        1 => StoreFault.Cancelled,
                        4 => StoreFault.CrashBefore,
                        5 => StoreFault.CrashAfter,
                        _ => StoreFault.Unknown,
                    };
                string name = $"{kind}.{met}";
                Strike(name);
                _heard?.Invoke(now, null, $"store: {name}");
                return met;
            }
        }

        return StoreFault.None;
    }

    /// <summary>An account that lives twice is asked in either place.</summary>
    private async Task<IReadOnlyList<PushOutcome>> Push(string accountId, IReadOnlyList<PushedRecord> records, Random chance)
    {
        AccountRun run = _accounts[accountId];
        SimulatedAccount account = run.Activations.Count > 0
            ? run.Activations[chance.Next(run.Activations.Count)]
            : throw new TimeoutException("the account is not active and the silo that was to activate it is gone");
        IReadOnlyList<PushOutcome> outcomes = await account.Push(records);
        foreach ((PushedRecord record, PushOutcome outcome) in records.Zip(outcomes))
        {
            Strike($"Push.{outcome}");
            Trace($"{_world.Ticks} {accountId} pushed {record.EventId} {outcome}");
            _heard?.Invoke(_world.Now, accountId, $"pushed: {record.EventId} is {outcome}");
        }

        return outcomes;
    }

    private void Strike(string kind) => _struck[kind] = _struck.GetValueOrDefault(kind) + 1;

    private void Trace(string line) => _trace.AppendData(Encoding.UTF8.GetBytes(line));
}

/// <summary>One account's share of the day.</summary>
internal sealed class AccountRun(AccountScenario scenario, Cell<AccountDocument> cell, Random chance, Planting planting)
{
    public AccountScenario Scenario => scenario;
    public Cell<AccountDocument> Cell => cell;
    public Random Chance => chance;
    public Planting Planting => planting;
    public List<SimulatedAccount> Activations { get; } = [];
    public DateTimeOffset LastStart { get; set; }
    public int Starts { get; set; }
    public DateTimeOffset LastSplitEnd { get; set; }

    /// <summary>A new process may not know of the last one's calls, which may hang for half a minute.</summary>
    public bool Restarts(DateTimeOffset now) => now - LastStart < TimeSpan.FromSeconds(33) || now < LastSplitEnd;
}

/// <summary>A bug put in on purpose between the product and what surrounds it; by itself none.</summary>
internal class Planting
{
    public static Planting None { get; } = new();

    public virtual StoredState<AccountDocument> Store(VirtualWorld world, Cell<AccountDocument> cell, Life life, Func<bool, StoreFault> fault) =>
        new(world, cell, life, fault, static () => new AccountDocument());

    public virtual IAwsCalls Aws(IAwsCalls aws) => aws;

    public virtual IAlertLogGrain Log(IAlertLogGrain log) => log;

    public virtual IPushQueue Queue(IPushQueue queue) => queue;
}
