namespace RootWatch.Detection.Anomaly;

/// <summary>How long root was not used.</summary>
internal static class Rest
{
    /// <summary>The last use that belongs to an earlier day than the event; null if none is known.</summary>
    public static DateTimeOffset? Before(AccountProfile profile, ScoredEvent e)
    {
        DateTimeOffset? last = null;
        foreach (var use in profile.UseDays)
        {
            last = use.Day < e.Day && !(use.Last <= last) ? use.Last : last;
        }

        return last;
    }
}
