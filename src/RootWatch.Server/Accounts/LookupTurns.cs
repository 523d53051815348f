namespace RootWatch.Server.Accounts;

/// <summary>The turns of one account's calls of LookupEvents, region by region, whoever of us asks there.</summary>
internal sealed class LookupTurns(double fullRate, TimeProvider time)
{
    private readonly Dictionary<string, RegionTurns> _regions = new(StringComparer.Ordinal);

    public RegionTurns Of(string region)
    {
        lock (_regions)
        {
            if (!_regions.TryGetValue(region, out RegionTurns? turns))
            {
                _regions[region] = turns = new RegionTurns(fullRate, time);
            }

            return turns;
        }
    }
}

/// <summary>In one region: at our pace, and never more in a second than AWS allows.</summary>
/// <param name="fullRate">Calls a second. One above AWS's limit is for what only stands in for AWS, which may be asked at will.</param>
internal sealed class RegionTurns(double fullRate, TimeProvider time)
{
    private readonly LookupPace _pace = new(fullRate, time);
    private readonly LookupSlots? _slots = fullRate <= LookupSlots.PerSecond ? new(time) : null;

    /// <summary>Waits for the next call's turn. Whoever was given one says with <see cref="End"/> when the call is over.</summary>
    public ValueTask Wait(CancellationToken cancellationToken)
    {
        Task paced = _pace.Wait(cancellationToken);
        return _slots is null ? new ValueTask(paced)
            : paced.IsCompletedSuccessfully ? _slots.Take(cancellationToken)
            : new ValueTask(Wait(paced, _slots, cancellationToken));
    }

    /// <summary>The call has ended, well or not.</summary>
    public void End() => _slots?.End();

    /// <summary>AWS asked us to slow down.</summary>
    public void Throttled() => _pace.Throttled();

    private static async Task Wait(Task paced, LookupSlots slots, CancellationToken cancellationToken)
    {
        await paced;
        await slots.Take(cancellationToken);
    }
}
