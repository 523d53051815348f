namespace RootWatch.Server.Accounts;

/// <summary>When a stream is read next; of this activation only.</summary>
internal sealed class StreamRun
{
    public required StreamName Name { get; init; }
    public required string Key { get; init; }
    public required double Phase { get; init; }
    public required CallPurpose Purpose { get; init; }

    /// <summary>What was left out last, since calls are short; null: nothing.</summary>
    public CallPurpose? Shed { get; set; }

    /// <summary>Zero before its first turn is planned.</summary>
    public TimeSpan Interval { get; set; }
    public DateTimeOffset LiveDue { get; set; }
    public DateTimeOffset HoleDue { get; set; }
    public DateTimeOffset NotBefore { get; set; }
    public bool WasLive { get; set; }

    /// <summary>As the last reading left it, also if the store failed before the document could say so.</summary>
    public StreamTrouble? Trouble { get; set; }
    public bool InFlight { get; set; }

    /// <summary>Some reading has ended, well or not.</summary>
    public bool HasRead { get; set; }

    /// <summary>What the reading under way has met and tries again; null: nothing.</summary>
    public StreamTrouble? Met { get; set; }

    /// <summary>Whether the stream has old stretches to read, as of the last turn's end; null: not known.</summary>
    public bool? HasHoles { get; set; }

    /// <summary>True if a reading only confirms that the stream goes well and that nothing happened.</summary>
    public bool TellsNothingNew(Sweep sweep, SweepReading reading) =>
        HasRead && Trouble is null && reading is { Trouble: null, Drained: true, Events.Count: 0 } && sweep.Hole is null;

    /// <summary>True if its stream need not even be looked at: nothing is due, and nothing is to be noted.</summary>
    public bool Waits(DateTimeOffset now) => HasHoles == false && !InFlight && Trouble is null && LiveDue > now;
}
