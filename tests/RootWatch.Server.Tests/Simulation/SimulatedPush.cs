using RootWatch.Server.Accounts;
using RootWatch.Server.Fleet;
using RootWatch.Server.Push;

namespace RootWatch.Server.Tests.Simulation;

/// <summary>The day's queue of pushed events, and the receiver of each silo, which dies with it and is started again.</summary>
internal sealed class SimulatedPush : IDisposable
{
    private readonly VirtualWorld _world;
    private readonly Scenario _scenario;
    private readonly SimulatedSilo[] _silos;
    private readonly IPushQueue _met;
    private readonly Func<string, IReadOnlyList<PushedRecord>, Random, Task<IReadOnlyList<PushOutcome>>> _push;
    private readonly Action<string> _strike;
    private readonly Random _chance;
    private readonly CurrentRoster _roster = new();
    private readonly Life[] _lives;
    private readonly List<SimulatedReceiver> _receivers = [];
    private bool _stopped;

    /// <param name="planted">The queue as the receivers meet it.</param>
    /// <param name="push">Hands records to an account.</param>
    /// <param name="strike">Counts what befalls.</param>
    public SimulatedPush(
        VirtualWorld world, Scenario scenario, SimulatedSilo[] silos, Func<IPushQueue, IPushQueue> planted,
        Func<string, IReadOnlyList<PushedRecord>, Random, Task<IReadOnlyList<PushOutcome>>> push, Action<string> strike)
    {
        (_world, _scenario, _silos, _push, _strike) = (world, scenario, silos, push, strike);
        _chance = new Random(scenario.Seed ^ 0x9054);
        _lives = [.. silos.Select(_ => new Life())];
        DateTimeOffset silent = Scenario.Midnight.AddSeconds(_chance.Next(20 * 3600));
        Queue = new SimulatedQueue(world, _chance) { Silence = (silent, silent.AddSeconds(_chance.Next(2 * 3600))) };
        _met = planted(Queue);
        _roster.Replace(new Roster([], scenario.Accounts.ToDictionary(account => account.Id, account => account.Registration)));
    }

    public SimulatedQueue Queue { get; }

    public void Start()
    {
        foreach (PushDelivery push in _scenario.Accounts.SelectMany(account => account.Pushes).Where(push => push.At < _scenario.Calm))
        {
            _world.At(push.At, () => Queue.Send(push));
        }

        for (int n = _scenario.Troubles.HasFlag(Trouble.Crashes) ? _chance.Next(1, 5) : 0; n > 0; n--)
        {
            int silo = _chance.Next(_silos.Length);
            _world.At(Scenario.Midnight.AddSeconds(_chance.Next(23 * 3600)), () => Die(silo, restarts: !_lives[silo].IsOver));
        }

        StartAgain();
    }

    public void StartAgain()
    {
        _stopped = false;
        for (int silo = 0; silo < _silos.Length; silo++)
        {
            Receive(silo);
        }
    }

    public void Die(bool restarts)
    {
        _stopped = !restarts;
        for (int silo = 0; silo < _silos.Length; silo++)
        {
            Die(silo, restarts);
        }
    }

    public void Dispose() => _receivers.ForEach(receiver => receiver.Dispose());

    private void Die(int silo, bool restarts)
    {
        Life life = _lives[silo];
        life.End();
        if (restarts)
        {
            _world.After(TimeSpan.FromSeconds(_chance.Next(1, 60)), () =>
            {
                if (_lives[silo] == life && !_stopped)
                {
                    Receive(silo);
                }
            });
        }
    }

    private void Receive(int silo)
    {
        Life life = _lives[silo] = new Life();
        SimulatedReceiver receiver = new(
            _world, _silos[silo], life, _met, _roster, _chance, (accountId, records) => _push(accountId, records, _chance), () => DiesBeforeDeletion(silo));
        _receivers.Add(receiver);
        _world.After(TimeSpan.Zero, () => _ = receiver.Run());
    }

    /// <summary>What was committed comes again.</summary>
    private bool DiesBeforeDeletion(int silo)
    {
        if (!_scenario.Troubles.HasFlag(Trouble.Crashes) || _chance.Next(30) > 0)
        {
            return false;
        }

        _strike("Push.DiedBeforeDeletion");
        Die(silo, restarts: true);
        return true;
    }
}
