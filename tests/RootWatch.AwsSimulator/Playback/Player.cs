using RootWatch.AwsSimulator.Fleet;

namespace RootWatch.AwsSimulator.Playback;

/// <summary>
/// Plays records of the library into the fleet: a past at the start, then a steady stream. The n-th played event has
/// the same id, account, region and record in every run with the same seed, options and records.
/// </summary>
internal sealed class Player(Simulator simulator, RecordLibrary library)
{
    private readonly Lock _gate = new();
    private long _played;
    private long _incidents;

    public long Played => Interlocked.Read(ref _played);

    public void PlayHistory()
    {
        var options = simulator.Options;
        var step = options.History / Math.Max(1, options.HistoryEvents);
        for (var i = 0; options.History > TimeSpan.Zero && i < options.HistoryEvents; i++)
        {
            Play("history", i, simulator.StartedAt - (step * (options.HistoryEvents - i)));
        }
    }

    /// <summary>Plays all that is due by now.</summary>
    public void Advance()
    {
        lock (_gate)
        {
            var options = simulator.Options;
            var elapsed = simulator.Options.TimeProvider.GetUtcNow() - simulator.StartedAt;
            var interval = options.PlayRate > 0 ? TimeSpan.FromMinutes(1 / options.PlayRate) : (TimeSpan?)null;
            for (; interval is { } every && every * (_played + 1) <= elapsed; _played++)
            {
                Play("play", _played, simulator.StartedAt + (every * (_played + 1)));
            }

            // The first incident comes early: who starts a demo wants to see something.
            for (; options.IncidentEvery is { } every && (every * _incidents) + TimeSpan.FromSeconds(Math.Min(5, every.TotalSeconds)) <= elapsed; _incidents++)
            {
                simulator.Incidents.StartNext();
            }
        }
    }

    private void Play(string purpose, long number, DateTimeOffset eventTime)
    {
        var (seed, fleet) = (simulator.Seed, simulator.Fleet);
        var wantsRoot = seed.Fraction(purpose + "-root", number) < simulator.Options.RootShare;
        var pool = (wantsRoot && library.Root.Count > 0) || library.Others.Count == 0 ? library.Root : library.Others;
        var record = pool[seed.Below(pool.Count, purpose + "-record", number)];
        var account = fleet.Accounts[seed.Below(fleet.Accounts.Count, purpose + "-account", number)].Id;
        var region = RegionFor(record, seed.Below(fleet.Regions.Count, purpose + "-region", number));
        var eventId = seed.Uuid(purpose, number);
        var moved = Readdressing.Move(record.Record, account, region, eventTime);
        simulator.Events.Add(simulator.Records.Place(moved, new Placement(
            account, region, eventId, eventTime, eventTime + simulator.Delay.Of(account, eventId), Synthetic: false, record.Origin)));
    }

    private string RegionFor(LibraryRecord record, int otherwise)
    {
        var isUserSignIn = record is { EventSource: "signin.amazonaws.com", IsRoot: false };
        return CommercialRegions.IsGlobalService(record.EventSource) && !isUserSignIn ? CommercialRegions.Home
            : record.Region is { } region && simulator.Fleet.Regions.Contains(region) ? region
            : simulator.Fleet.Regions[otherwise];
    }
}
