using System.Runtime.InteropServices;
using RootWatch.Detection.Rules;

namespace RootWatch.Detection.Traces;

/// <summary>A cause and what followed it within the time looked at, the first first.</summary>
internal readonly record struct Following(TraceEntry Cause, IReadOnlyList<TraceEntry> Effects)
{
    public TimeSpan Delay => Effects[0].Time - Cause.Time;
}

/// <summary>Entries that lie together in time.</summary>
internal readonly record struct Crowd(IReadOnlyList<TraceEntry> Entries)
{
    public TraceEntry Last => Entries[^1];

    public TimeSpan Span => Last.Time - Entries[0].Time;

    /// <summary>The UTC day in which it came about.</summary>
    public string Day => ShownTime.Day(Last.Time);
}

/// <summary>The questions that the rules put to a trace. CloudTrail tells whole seconds, so one second counts as before and after.</summary>
internal static class Sequences
{
    public static IEnumerable<Following> Followed(IReadOnlyList<TraceEntry> causes, IReadOnlyList<TraceEntry> effects, TimeSpan within) =>
        causes.Count == 0 || effects.Count == 0 ? [] :
        from cause in causes
        let after = effects.Where(effect => effect.Second >= cause.Second && effect.Time - cause.Time <= within).ToArray()
        where after.Length > 0
        select new Following(cause, after);

    /// <summary>Those that came in the time before.</summary>
    public static TraceEntry[] Before(this IReadOnlyList<TraceEntry> causes, TraceEntry effect, TimeSpan within) =>
        causes.Count == 0 ? [] : [.. causes.Where(cause => cause.Second <= effect.Second && effect.Time - cause.Time <= within)];

    /// <summary>For each day the first crowd of so many entries within so much time that came about in it.</summary>
    public static IEnumerable<Crowd> CrowdsByDay(IReadOnlyList<TraceEntry> entries, int count, TimeSpan within) =>
        entries.Count < count ? [] : CrowdsByDay(entries, within, crowd => crowd.Count >= count);

    public static IEnumerable<Crowd> CrowdsByDay(IReadOnlyList<TraceEntry> entries, TimeSpan within, Predicate<ArraySegment<TraceEntry>> isCrowd)
    {
        DateTimeOffset? day = null;
        foreach (var crowd in Crowds(entries, within, crowd => ShownTime.DayOf(crowd[^1].Time) != day && isCrowd(crowd)))
        {
            day = ShownTime.DayOf(crowd[^1].Time);
            yield return new Crowd(crowd);
        }
    }

    /// <summary>The same for crowds of so many different details, which are counted as they come and go: each event of root asks this of its whole trace.</summary>
    public static IEnumerable<Crowd> DiverseCrowdsByDay(IReadOnlyList<TraceEntry> entries, int count, TimeSpan within)
    {
        if (entries.Count < count)
        {
            yield break;
        }

        var details = new Dictionary<string, int>(StringComparer.Ordinal);
        var (gone, come) = (0, 0);
        foreach (var crowd in CrowdsByDay(entries, within, IsDiverse))
        {
            yield return crowd;
        }

        // One stretch begins and ends where the one before does, or later.
        bool IsDiverse(ArraySegment<TraceEntry> crowd)
        {
            for (; come < crowd.Offset + crowd.Count; come++)
            {
                CollectionsMarshal.GetValueRefOrAddDefault(details, crowd.Array![come].Detail, out _)++;
            }

            for (; gone < crowd.Offset; gone++)
            {
                var detail = crowd.Array![gone].Detail;
                if (--CollectionsMarshal.GetValueRefOrNullRef(details, detail) == 0)
                {
                    details.Remove(detail);
                }
            }

            return details.Count >= count;
        }
    }

    /// <summary>Of all stretches of that length that end with an entry, those that are a crowd.</summary>
    public static IEnumerable<ArraySegment<TraceEntry>> Crowds(IReadOnlyList<TraceEntry> entries, TimeSpan within, Predicate<ArraySegment<TraceEntry>> isCrowd)
    {
        var all = entries.ToArray();
        for (int start = 0, end = 0; end < all.Length; end++)
        {
            while (!AreWithin(all[start], all[end], within))
            {
                start++;
            }

            var crowd = new ArraySegment<TraceEntry>(all, start, end - start + 1);
            if (isCrowd(crowd))
            {
                yield return crowd;
            }
        }
    }

    private static bool AreWithin(TraceEntry first, TraceEntry last, TimeSpan span) => last.Second - first.Second <= span.TotalSeconds;
}
