namespace RootWatch.Detection.Anomaly;

/// <summary>
/// Sorted times, thinned so that a flood of them stays small and yet every question that is asked of them is answered as
/// if all were there: of each bucket of time only the first and the last few are kept. Whatever the order of arrival, the
/// same times remain, and what happens twice in one second counts once.
/// </summary>
/// <param name="Bucket">A question's span may not be shorter.</param>
/// <param name="EndsMax">How far a question counts.</param>
/// <param name="Kept">How long before the latest time.</param>
internal sealed record Moments(TimeSpan Bucket, int EndsMax, TimeSpan Kept)
{
    /// <summary>Questions are asked as of events that may be this late.</summary>
    public static readonly TimeSpan Lateness = TimeSpan.FromHours(6);

    /// <summary>Nothing that happened before the one is still on its way when the other happens.</summary>
    public static bool IsSettled(DateTimeOffset earlier, DateTimeOffset? time) => earlier <= time - Lateness;

    public IReadOnlyList<DateTimeOffset> Add(IReadOnlyList<DateTimeOffset> times, DateTimeOffset time)
    {
        if (times.Count == 0)
        {
            return [time];
        }

        var all = times.Append(time).Distinct().Order().ToArray();
        var from = all[^1] - Kept;
        return [.. all.Where(kept => kept >= from)
            .GroupBy(kept => kept.UtcTicks / Bucket.Ticks)
            .SelectMany(bucket => Ends([.. bucket]))];
    }

    private DateTimeOffset[] Ends(DateTimeOffset[] bucket) =>
        bucket.Length <= 2 * EndsMax ? bucket : [.. bucket[..EndsMax], .. bucket[^EndsMax..]];
}
