using Orleans.Storage;
using RootWatch.Server.Fleet;

namespace RootWatch.Server.Heartbeats;

/// <summary>What one round came to: the heartbeat was taken, or why not.</summary>
/// <param name="Tried">What was looked at; the rest would only have repeated a trouble.</param>
internal sealed record HeartbeatVerdict(IReadOnlyList<HeartbeatCheck> Tried, IReadOnlyList<HeartbeatTrouble> Troubles)
{
    public bool IsSent => Tried.Contains(HeartbeatCheck.Receiver) && Troubles.Count == 0;
}

/// <summary>Looks at everything that has to be well, and sends a heartbeat if all of it is.</summary>
/// <param name="store">Says why the store is not ready; null if it is.</param>
/// <param name="canary">Says why no event came through within that time; null if one did.</param>
/// <param name="send">Says why the receiver did not take the heartbeat; null if it did.</param>
internal sealed class HeartbeatRound(
    HeartbeatOptions options,
    Func<CancellationToken, Task<string?>> store,
    Func<Task<FleetSight>> sight,
    Func<TimeSpan, CancellationToken, Task<string?>> canary,
    Func<CancellationToken, Task<string?>> send)
{
    public async Task<HeartbeatVerdict> Run(CancellationToken cancellationToken)
    {
        List<HeartbeatCheck> tried = [];
        List<HeartbeatTrouble> troubles = [];
        await Try(HeartbeatCheck.Store, () => store(cancellationToken));
        // Without a store there is no way for an event.
        if (troubles.Count == 0)
        {
            await Try(HeartbeatCheck.Canary, () => canary(options.CanaryWithin, cancellationToken));
        }

        FleetSight? fleet = null;
        await Try(HeartbeatCheck.Patrol, async () => (fleet = await sight()).PatrolTrouble);
        if (fleet is not null)
        {
            await Try(HeartbeatCheck.Coverage, () => Task.FromResult(CoverageTrouble(fleet)));
        }

        if (troubles.Count == 0)
        {
            await Try(HeartbeatCheck.Receiver, () => send(cancellationToken));
        }

        return new HeartbeatVerdict(tried, troubles);

        async Task Try(HeartbeatCheck check, Func<Task<string?>> look)
        {
            tried.Add(check);
            string? what;
            try
            {
                what = await look();
            }
            catch (Exception trouble) when (trouble is not InconsistentStateException && !cancellationToken.IsCancellationRequested)
            {
                // A store's client that gives up says so as a cancellation.
                what = trouble.Message;
            }

            if (what is not null)
            {
                troubles.Add(new HeartbeatTrouble(check, what));
            }
        }
    }

    private string? CoverageTrouble(FleetSight fleet) =>
        fleet.Accounts == 0 ? "there is no account to watch"
        : fleet.SeenShare < options.SeenShareMin
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{fleet.Seen} of {fleet.Accounts} accounts are seen, less than {options.SeenShareMin:0.##} of them")
        : null;
}
