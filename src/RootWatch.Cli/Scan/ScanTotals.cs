using RootWatch.Cli.Scan.Reading;

namespace RootWatch.Cli.Scan;

/// <summary>What a scan read, could not read, and found. Also the answer to "did it look at everything?".</summary>
internal sealed class ScanTotals
{
    /// <summary>More places than a person will look at; the counts go on.</summary>
    private const int PlacesMax = 20;

    private readonly SortedDictionary<string, long> _unreadable = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _rootRecords = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> _findings = new(StringComparer.Ordinal);
    private readonly List<string> _places = [];

    public long Files { get; set; }

    /// <summary>Files of a directory that were not looked into.</summary>
    public IReadOnlyList<PassedOver> PassedOver { get; set; } = [];

    /// <summary>There was anything but blanks in the files.</summary>
    public bool HasContent { get; private set; }

    public long Records { get; set; }

    /// <summary>Of CloudTrail Insights or aggregated events, which are no records of calls.</summary>
    public long Insights { get; private set; }

    /// <summary>Records about root, or that a rule matched, that were read before: left out.</summary>
    public long Repeated { get; set; }

    public long RootRecords => _rootRecords.Values.Sum();

    /// <summary>By what root has to do with them; only those of people and keys can become findings.</summary>
    public IReadOnlyDictionary<string, long> RootRecordsByKind => _rootRecords;

    public long Unreadable => _unreadable.Values.Sum();

    public IReadOnlyDictionary<string, long> UnreadableByReason => _unreadable;

    /// <summary>The first places that could not be read.</summary>
    public IReadOnlyList<string> UnreadablePlaces => _places;

    public IReadOnlyDictionary<string, long> FindingsByRule => _findings;

    /// <summary>Of a whole file.</summary>
    public void CountUnreadable(string reason, string path)
    {
        Count(_unreadable, reason);
        if (_places.Count < PlacesMax)
        {
            _places.Add($"{path}: {reason}");
        }
    }

    /// <param name="linesBefore">Of the file, before those that the part counted.</param>
    public void Add(PartReading reading, string path, long linesBefore)
    {
        HasContent |= reading.First.Offset < reading.End.Offset;
        Records += reading.Records;
        Insights += reading.Insights;
        foreach (var (kind, count) in reading.RootRecords)
        {
            Count(_rootRecords, kind, count);
        }

        foreach (var (reason, count) in reading.Unreadable)
        {
            Count(_unreadable, reason, count);
        }

        foreach (var (reason, line) in reading.Places.Take(PlacesMax - _places.Count))
        {
            _places.Add($"{path}:{linesBefore + line}: {reason}");
        }
    }

    /// <summary>Those that the user did not ask for.</summary>
    public long FindingsLeftOut { get; set; }

    public void CountFindings(string ruleId, long count) => Count(_findings, ruleId, count);

    private static void Count(SortedDictionary<string, long> counts, string name, long count = 1) =>
        counts[name] = counts.GetValueOrDefault(name) + count;
}
