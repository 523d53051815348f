using RootWatch.Detection.Events;

namespace RootWatch.Cli.Scan.Reading;

/// <summary>What a part of the input held.</summary>
internal sealed class PartReading
{
    /// <summary>More places than a person will look at; the counts go on.</summary>
    private const int PlacesMax = 20;

    private readonly Dictionary<string, long> unreadable = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> rootRecords = new(StringComparer.Ordinal);
    private readonly List<(string Reason, long Line)> places = [];
    private readonly List<CloudTrailEvent> events = [];

    /// <summary>Why nothing could be read; null if it could. One of <see cref="UnreadableReasons"/>.</summary>
    public string? Failure { get; init; }

    public long Records { get; set; }

    /// <summary>Offset and line of the first value, or of the end if there is none.</summary>
    public (long Offset, long Line) First { get; set; }

    /// <summary>Where reading ended: the first value of the next part, or the end of the file.</summary>
    public (long Offset, long Line) End { get; set; }

    public IReadOnlyDictionary<string, long> Unreadable => unreadable;

    public IReadOnlyDictionary<string, long> RootRecords => rootRecords;

    /// <summary>The first places that could not be read; lines counted from the part's start.</summary>
    public IReadOnlyList<(string Reason, long Line)> Places => places;

    /// <summary>Those that are kept, in the order of the input.</summary>
    public IReadOnlyList<CloudTrailEvent> Events => events;

    public void Add(CloudTrailEvent e) => events.Add(e);

    public void CountRootRecord(string kind) => rootRecords[kind] = rootRecords.GetValueOrDefault(kind) + 1;

    public void CountUnreadable(string reason, long line)
    {
        unreadable[reason] = unreadable.GetValueOrDefault(reason) + 1;
        if (places.Count < PlacesMax)
        {
            places.Add((reason, line));
        }
    }
}
