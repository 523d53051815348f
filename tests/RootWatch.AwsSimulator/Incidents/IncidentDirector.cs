using RootWatch.AwsSimulator.CloudTrail;
using RootWatch.AwsSimulator.Fleet;
using RootWatch.AwsSimulator.Playback;

namespace RootWatch.AwsSimulator.Incidents;

/// <summary>Starts incidents. The n-th incident has the same event ids in every run with the same seed.</summary>
internal sealed class IncidentDirector(Simulator simulator)
{
    private long _started;

    /// <summary>The next script of the list, in an account of the seed's choice.</summary>
    public IReadOnlyList<SimulatedEvent> StartNext() => Start(null, null, TimeSpan.Zero, null);

    /// <param name="script">Null: the next of the list.</param>
    /// <param name="account">Null: one that the seed chooses.</param>
    /// <param name="ago">How long before now it began.</param>
    /// <param name="visibleIn">When all its events can be looked up; null: each after its own delay.</param>
    public IReadOnlyList<SimulatedEvent> Start(IncidentScript? script, FleetAccount? account, TimeSpan ago, TimeSpan? visibleIn)
    {
        var number = Interlocked.Increment(ref _started);
        script ??= IncidentScript.All[(int)((number - 1) % IncidentScript.All.Count)];
        return Run(number, script, account ?? ChosenAccount(number), simulator.Now - ago, visibleIn);
    }

    private FleetAccount ChosenAccount(long number) =>
        simulator.Fleet.Accounts[simulator.Seed.Below(simulator.Fleet.Accounts.Count, "incident-account", number)];

    private List<SimulatedEvent> Run(long number, IncidentScript script, FleetAccount account, DateTimeOffset start, TimeSpan? visibleIn)
    {
        // Full seconds, so that a session's creationDate equals its sign-in's eventTime as it does in real trails.
        start = DateTimeOffset.FromUnixTimeSeconds(start.ToUnixTimeSeconds());
        var root = new RootActor(account.Id, simulator.Fleet.Regions, start, simulator.Seed, number);
        var happened = new List<SimulatedEvent>();
        foreach (var (offset, region, record) in script.Steps(root))
        {
            var eventId = simulator.Seed.Uuid("incident", number, happened.Count);
            var eventTime = start.AddSeconds(offset);
            var visibleAt = visibleIn is { } wait ? simulator.Now + wait : eventTime + simulator.Delay.Of(account.Id, eventId);
            if (RecordFactory.Text(record, "eventType") == "AwsApiCall")
            {
                record["requestID"] = simulator.Seed.Uuid("incident-request", number, happened.Count);
            }

            var placed = simulator.Events.Add(simulator.Records.Place(record, new Placement(
                account.Id, region, eventId, eventTime, visibleAt < eventTime ? eventTime : visibleAt, Synthetic: true, $"incident:{number}:{script.Name}")));
            simulator.Apply(placed);
            happened.Add(placed);
        }

        return happened;
    }
}
