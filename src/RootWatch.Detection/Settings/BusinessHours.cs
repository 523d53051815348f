namespace RootWatch.Detection.Settings;

/// <summary>When people work.</summary>
/// <param name="Zone">In which the hours are told, with its summer time.</param>
/// <param name="Days">Days on which work begins.</param>
/// <param name="To">Excluded. Earlier than or equal to <paramref name="From"/>: on the next day.</param>
public sealed record BusinessHours(TimeZoneInfo Zone, IReadOnlySet<DayOfWeek> Days, TimeOnly From, TimeOnly To)
{
    public bool Contains(DateTimeOffset moment)
    {
        var local = TimeZoneInfo.ConvertTime(moment, Zone);
        var time = TimeOnly.FromTimeSpan(local.TimeOfDay);
        var overnight = To <= From;
        return (Days.Contains(local.DayOfWeek) && time >= From && (overnight || time < To))
            || (overnight && time < To && Days.Contains(local.AddDays(-1).DayOfWeek));
    }
}
