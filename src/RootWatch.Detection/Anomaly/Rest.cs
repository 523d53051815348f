namespace RootWatch.Detection.Anomaly;

/// <summary>How long root was not used.</summary>
internal static class Rest
{
    /// <summary>
    /// The last use on a day before, if nothing older than that day's first is still on its way; null if none is known.
    /// </summary>
    public static DateTimeOffset? Before(IReadOnlyList<UseDay> days, int? day, DateTimeOffset? time)
    {
        if (days.Count == 0)
        {
            return null;
        }

        DateTimeOffset? last = null;
        foreach (var use in days)
        {
            last = use.Day < day && Moments.IsSettled(use.First, time) && !(use.Last <= last) ? use.Last : last;
        }

        return last;
    }
}
