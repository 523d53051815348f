namespace RootWatch.Server.Accounts;

/// <summary>How late an event was when a sweep first showed it: CloudTrail's delay, and the wait for our turn.</summary>
/// <param name="BelowWatermark">It came later than the watermark counts on; only a deeper sweep found it.</param>
internal readonly record struct EventLateness(string Region, TimeSpan Age, bool BelowWatermark)
{
    // Where nobody looked for longer than the slowest stream's turn takes, our own absence would be measured.
    private static readonly TimeSpan AbsenceMax = TimeSpan.FromMinutes(30);

    /// <summary>Of a sweep's new events. None of a first sweep, of what is read back, and after an absence.</summary>
    /// <param name="before">The stream as it was before the sweep was taken.</param>
    public static IEnumerable<EventLateness> Of(StreamState before, Sweep sweep, IEnumerable<NewEvent> added, DateTimeOffset now) =>
        !IsMeasured(before, sweep, now)
            ? []
            : added.Where(e => e.Time is not null).Select(e => new EventLateness(sweep.Region, now - e.Time!.Value, CloudTrailTail.IsLate(before, sweep, e.Time)));

    /// <summary>True if the age of the sweep's new events says how late they came.</summary>
    public static bool IsMeasured(StreamState before, Sweep sweep, DateTimeOffset now) =>
        sweep.Hole is null && before.Front is { } front && now - front <= AbsenceMax;
}
