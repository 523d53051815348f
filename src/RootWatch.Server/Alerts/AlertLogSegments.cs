using System.Globalization;
using Orleans.Storage;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Alerts;

/// <summary>The stored segments of one log. Holds the last one read, since readers go forward.</summary>
internal sealed class AlertLogSegments(IGrainStorage storage, GrainId log)
{
    /// <summary>
    /// Alerts in a segment. Until a segment is full its alerts are written with every append, so it is smaller than
    /// the 256 that a document could well hold.
    /// </summary>
    public const int Size = 64;

    private (long Number, AlertLogSegment Segment)? _last;

    /// <summary>
    /// Writes a segment that the head does not cover yet. What lies there already is debris: of a crash before the head was
    /// written, or of what the log held before it was restored from a backup.
    /// </summary>
    /// <param name="claimHead">Throws unless the head is still the one that the segment is cut from, and makes it nobody else's.</param>
    public async Task Write(long number, AlertLogSegment segment, Func<Task> claimHead)
    {
        GrainState<AlertLogSegment> there = new() { State = segment };
        try
        {
            await storage.WriteStateAsync(Name(number), log, there);
        }
        catch (InconsistentStateException)
        {
            // In this order: whose head may cover the segment has written it after our claim, and then its etag is another one.
            there = await Load(number);
            await claimHead();
            there.State = segment;
            await storage.WriteStateAsync(Name(number), log, there);
        }
    }

    /// <summary>What was read may be of a head that is no longer there.</summary>
    public void Forget() => _last = null;

    /// <summary>The segment that holds a seq; checks that nobody changed it.</summary>
    public async Task<AlertLogSegment> Containing(long seq, string epoch)
    {
        long number = (seq - 1) / Size;
        if (_last is { } last && last.Number == number)
        {
            return last.Segment;
        }

        GrainState<AlertLogSegment> there = await Load(number);
        AlertLogSegment segment = there.RecordExists
            ? there.State!
            : throw Damaged(number, "is missing: restore the store from a backup");
        if (FirstChanged(segment, epoch) is { } changed)
        {
            throw Damaged(number, $"was changed at seq {changed.Seq}: restore the store from a backup");
        }

        _last = (number, segment);
        return segment;
    }

    /// <summary>The segments that follow each other, from the first one on, for whoever has no head to say which those are.</summary>
    public async IAsyncEnumerable<AlertLogSegment> InOrder()
    {
        AlertLogSegment? before = null;
        for (long number = 0; await Load(number) is { RecordExists: true, State: { } segment } && Follows(segment, before); number++)
        {
            yield return before = segment;
        }
    }

    public async Task Delete(long number)
    {
        GrainState<AlertLogSegment> state = await Load(number);
        if (state.RecordExists)
        {
            await storage.ClearStateAsync(Name(number), log, state);
        }
    }

    /// <summary>False: it is of what the log held in an earlier life.</summary>
    private static bool Follows(AlertLogSegment segment, AlertLogSegment? before) =>
        segment.Entries.Count == Size && segment.PreviousHash == (before?.Entries[^1].Hash ?? "")
        && FirstChanged(segment, (before ?? segment).Epoch) is null;

    /// <summary>The first entry that is not what was written behind the one before it; null if all are.</summary>
    private static LogEntry? FirstChanged(AlertLogSegment segment, string epoch)
    {
        string previous = segment.PreviousHash;
        foreach (LogEntry entry in segment.Entries)
        {
            if (segment.Epoch != epoch || !entry.Follows(previous))
            {
                return entry;
            }

            previous = entry.Hash;
        }

        return null;
    }

    private async Task<GrainState<AlertLogSegment>> Load(long number)
    {
        GrainState<AlertLogSegment> state = new() { State = new AlertLogSegment() };
        try
        {
            await storage.ReadStateAsync(Name(number), log, state);
        }
        catch (DocumentStorageException error) when (error.Trouble == StorageTrouble.Damaged)
        {
            throw Damaged(number, "cannot be read: restore it from a backup");
        }

        return state;
    }

    private AlertLogDamagedException Damaged(long number, string how) => new($"the document {Name(number)} of the alert log {log.Key} {how}");

    private static string Name(long number) => "log-segment-" + number.ToString("D8", CultureInfo.InvariantCulture);
}

/// <summary>A stored log is not what was written. Reading on would hide alerts.</summary>
[GenerateSerializer, Alias("rootwatch.AlertLogDamagedException")]
public sealed class AlertLogDamagedException : Exception
{
    public AlertLogDamagedException(string message) : base(message)
    {
    }

    public AlertLogDamagedException()
    {
    }

    public AlertLogDamagedException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
