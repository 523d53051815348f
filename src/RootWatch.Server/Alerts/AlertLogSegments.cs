using System.Globalization;
using Orleans.Storage;

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

    /// <summary>Writes a segment of committed alerts; a repetition after a crash finds it there and is content.</summary>
    public async Task Write(long number, AlertLogSegment segment)
    {
        GrainState<AlertLogSegment> state = new() { State = segment };
        try
        {
            await storage.WriteStateAsync(Name(number), log, state);
        }
        catch (InconsistentStateException)
        {
            AlertLogSegment? there = await Load(number);
            if (there is null || there.Epoch != segment.Epoch || there.Entries.Count != segment.Entries.Count
                || there.Entries[^1].Hash != segment.Entries[^1].Hash)
            {
                throw;
            }
        }
    }

    /// <summary>The segment that holds a seq; checks that nobody changed it.</summary>
    public async Task<AlertLogSegment> Containing(long seq, string epoch)
    {
        long number = (seq - 1) / Size;
        if (_last is { } last && last.Number == number)
        {
            return last.Segment;
        }

        AlertLogSegment segment = await Load(number)
            ?? throw new AlertLogDamagedException($"segment {number} of the alert log {log.Key} is missing: restore the store from a backup");
        string previous = segment.PreviousHash;
        foreach (LogEntry entry in segment.Entries)
        {
            if (segment.Epoch != epoch || !entry.Follows(previous))
            {
                throw new AlertLogDamagedException($"segment {number} of the alert log {log.Key} was changed at seq {entry.Seq}: restore the store from a backup");
            }

            previous = entry.Hash;
        }

        _last = (number, segment);
        return segment;
    }

    public async Task Delete(long number)
    {
        GrainState<AlertLogSegment> state = new() { State = new AlertLogSegment() };
        await storage.ReadStateAsync(Name(number), log, state);
        if (state.RecordExists)
        {
            await storage.ClearStateAsync(Name(number), log, state);
        }
    }

    private async Task<AlertLogSegment?> Load(long number)
    {
        GrainState<AlertLogSegment> state = new() { State = new AlertLogSegment() };
        await storage.ReadStateAsync(Name(number), log, state);
        return state.RecordExists ? state.State : null;
    }

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
