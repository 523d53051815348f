using RootWatch.Detection;
using RootWatch.Detection.Events;

namespace RootWatch.Server.Accounts;

/// <summary>A record that was not judged, since it could not be read. What stands in it is nobody's word, and is not repeated.</summary>
internal sealed record UnreadableRecord(string Region, string EventId, UnreadableReason Reason)
{
    /// <summary>Named of one step; the metric counts all.</summary>
    private const int CountMax = 20;

    public static IReadOnlyList<UnreadableRecord> Of(WatchTally tally, IEnumerable<(string Region, string EventId, string Record)> records) => tally.Unreadable.Count == 0
        ? []
        : [.. records.Select(one => (one, Why: EventDecoder.Decode(one.Record).Unreadable)).Where(read => read.Why is not null).Take(CountMax)
            .Select(read => new UnreadableRecord(read.one.Region, read.one.EventId, read.Why!.Value))];
}
