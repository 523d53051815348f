using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Anomaly;

/// <summary>
/// Sorted times, thinned so that a flood of them stays small and yet every question that is asked of them is answered as
/// if all were there: of each bucket of time only the first and the last few are kept. Whatever the order of arrival, the
/// same times remain, and what happens twice in one second counts once.
/// </summary>
/// <param name="Bucket">A question's span may not be shorter.</param>
/// <param name="EndsMax">How far a question counts.</param>
internal sealed record Moments(TimeSpan Bucket, int EndsMax)
{
    /// <summary>
    /// More than what is kept of the hours, or for recoveries of the days, that any question spans. Where there are fewer,
    /// all that an account's streams show one after the other, weeks long each, still finds what the others showed.
    /// </summary>
    public const int CountMax = 256;

    /// <summary>Questions are asked as of events that may be this late.</summary>
    public static readonly TimeSpan Lateness = TimeSpan.FromHours(6);

    /// <summary>Nothing that happened before the one is still on its way when the other happens.</summary>
    public static bool IsSettled(DateTimeOffset earlier, DateTimeOffset? time) => earlier <= time - Lateness;

    public IReadOnlyList<DateTimeOffset> Add(IReadOnlyList<DateTimeOffset> times, DateTimeOffset time)
    {
        // Most come in order.
        var at = times.Count;
        while (at > 0 && times[at - 1] > time)
        {
            at--;
        }

        if (at > 0 && times[at - 1] == time)
        {
            return times;
        }

        List<DateTimeOffset> all = [.. times];
        all.Insert(at, time);
        var from = all[^1] - Trace.AgeMax;
        all.RemoveRange(0, all.FindIndex(kept => kept >= from));
        return Thinned(all);
    }

    private List<DateTimeOffset> Thinned(List<DateTimeOffset> all)
    {
        var kept = new List<DateTimeOffset>(all.Count);
        for (var i = 0; i < all.Count; i++)
        {
            var bucket = BucketOf(all[i]);
            if (i < EndsMax || BucketOf(all[i - EndsMax]) != bucket || i + EndsMax >= all.Count || BucketOf(all[i + EndsMax]) != bucket)
            {
                kept.Add(all[i]);
            }
        }

        kept.RemoveRange(0, Math.Max(0, kept.Count - CountMax));
        return kept;
    }

    private long BucketOf(DateTimeOffset time) => time.UtcTicks / Bucket.Ticks;
}
