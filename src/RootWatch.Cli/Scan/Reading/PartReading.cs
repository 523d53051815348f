using RootWatch.Detection.Events;

namespace RootWatch.Cli.Scan.Reading;

/// <summary>What a part of the input held.</summary>
internal sealed class PartReading
{
    /// <summary>More places than a person will look at; the counts go on.</summary>
    private const int PlacesMax = 20;

    private readonly Dictionary<string, long> _unreadable = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _rootRecords = new(StringComparer.Ordinal);
    private readonly List<(string Reason, long Line)> _places = [];
    private readonly List<CloudTrailEvent> _events = [];

    /// <summary>Why nothing could be read; null if it could. One of <see cref="UnreadableReasons"/>.</summary>
    public string? Failure { get; init; }

    public long Records { get; set; }

    /// <summary>Of CloudTrail Insights or aggregated events, which are no records of calls.</summary>
    public long Insights { get; set; }

    /// <summary>The input is damaged, or ends in the middle of something: nobody knows what else it held.</summary>
    public bool IsBrokenOff =>
        _unreadable.ContainsKey(UnreadableReasons.BadGzip) || _unreadable.ContainsKey(UnreadableReasons.ReadError) || _unreadable.ContainsKey(UnreadableReasons.Truncated);

    /// <summary>Offset and line of the first value, or of the end if there is none.</summary>
    public (long Offset, long Line) First { get; set; }

    /// <summary>Where reading ended: the first value of the next part, or the end of the file.</summary>
    public (long Offset, long Line) End { get; set; }

    public IReadOnlyDictionary<string, long> Unreadable => _unreadable;

    public IReadOnlyDictionary<string, long> RootRecords => _rootRecords;

    /// <summary>The first places that could not be read; lines counted from the part's start.</summary>
    public IReadOnlyList<(string Reason, long Line)> Places => _places;

    /// <summary>Those that are kept, in the order of the input.</summary>
    public IReadOnlyList<CloudTrailEvent> Events => _events;

    public void Add(CloudTrailEvent e) => _events.Add(e);

    public void CountRootRecord(string kind) => _rootRecords[kind] = _rootRecords.GetValueOrDefault(kind) + 1;

    public void CountUnreadable(string reason, long line)
    {
        _unreadable[reason] = _unreadable.GetValueOrDefault(reason) + 1;
        if (_places.Count < PlacesMax)
        {
            _places.Add((reason, line));
        }
    }
}
