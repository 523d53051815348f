namespace RootWatch.Detection.Traces;

/// <summary>
/// The recent events of an account that rules over several events look back at, as small entries by kind, in order of time
/// whatever the order of arrival. What is kept depends on which events came and, within the bounds, not on when.
/// </summary>
public sealed record Trace
{
    /// <summary>Back from the kind's newest event: the 90 days that CloudTrail lets one read, and the longest window of a rule.</summary>
    public static readonly TimeSpan AgeMax = TimeSpan.FromDays(97);

    private const int HourSeconds = 3600;
    private const int QuarterSeconds = 900;

    public static Trace Empty { get; } = new();

    /// <summary>By the kind's name, in order of time.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<TraceEntry>> Entries { get; init; } = new Dictionary<string, IReadOnlyList<TraceEntry>>();

    public IReadOnlyList<TraceEntry> Of(TraceKind kind) => Entries.GetValueOrDefault(kind.Name, []);

    /// <summary>With the entry and without regard to the bounds; the same trace if it is there already.</summary>
    public Trace With(TraceKind kind, TraceEntry entry) => Holds(Of(kind), entry) ? this : With(kind, With(Of(kind), entry));

    /// <summary>After one entry was taken up: within the bounds again; the same trace if it is.</summary>
    public Trace Bounded(TraceKind kind, TraceEntry added)
    {
        var bounded = Bounded(kind, Of(kind), added);
        return ReferenceEquals(bounded, Of(kind)) ? this : With(kind, bounded);
    }

    internal static bool Holds(IReadOnlyList<TraceEntry> list, TraceEntry entry)
    {
        for (var i = list.Count - 1; i >= 0; i--)
        {
            var order = TraceEntry.Order.Compare(list[i], entry);
            if (order <= 0)
            {
                return order == 0;
            }
        }

        return false;
    }

    internal static IReadOnlyList<TraceEntry> With(IReadOnlyList<TraceEntry> list, TraceEntry entry) => InOrder.With(list, entry, TraceEntry.Order, int.MaxValue);

    /// <summary>The same list if it is within the bounds of its kind.</summary>
    internal static IReadOnlyList<TraceEntry> Bounded(TraceKind kind, IReadOnlyList<TraceEntry> entries, TraceEntry added)
    {
        if (entries.Count < 2)
        {
            return entries;
        }

        var list = new List<TraceEntry>(entries);
        if (kind.ByDetail)
        {
            Thin(list, added.Second, QuarterSeconds, other => other.Detail == added.Detail, first: 1, last: 1);
        }

        Thin(list, added.Second, HourSeconds, _ => true, kind.HourFirst, kind.HourLast);
        var oldest = list[^1].Second - (long)AgeMax.TotalSeconds;
        list.RemoveAll(other => other.Second < oldest);
        if (list.Count > kind.CountMax)
        {
            list.RemoveRange(0, list.Count - kind.CountMax);
        }

        return list.Count == entries.Count ? entries : list;
    }

    private Trace With(TraceKind kind, IReadOnlyList<TraceEntry> list) =>
        new() { Entries = new Dictionary<string, IReadOnlyList<TraceEntry>>(Entries) { [kind.Name] = list } };

    /// <summary>Takes one out of the middle of the entry's stretch of time if that has grown too full.</summary>
    private static void Thin(List<TraceEntry> list, long second, int seconds, Predicate<TraceEntry> counts, int first, int last)
    {
        var start = second - (((second % seconds) + seconds) % seconds);
        var met = 0;
        var middle = -1;
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i].Second >= start && list[i].Second < start + seconds && counts(list[i]))
            {
                middle = met == first ? i : middle;
                met++;
            }
        }

        if (met > first + last)
        {
            list.RemoveAt(middle);
        }
    }
}
