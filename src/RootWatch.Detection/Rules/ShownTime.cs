using System.Globalization;

namespace RootWatch.Detection.Rules;

/// <summary>A time and a stretch of time as they may stand in a sentence.</summary>
internal static class ShownTime
{
    public static string Of(DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");

    /// <summary>The UTC day, as the key of an episode that is told once a day.</summary>
    public static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Its beginning.</summary>
    public static DateTimeOffset DayOf(DateTimeOffset time) => new(time.UtcDateTime.Date, TimeSpan.Zero);

    /// <summary>The calendar month in UTC, likewise.</summary>
    public static string Month(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    /// <summary>Its beginning.</summary>
    public static DateTimeOffset MonthOf(DateTimeOffset time) => new(time.UtcDateTime.Year, time.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The UTC hour, likewise.</summary>
    public static string Hour(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH", CultureInfo.InvariantCulture);

    /// <summary>Its beginning.</summary>
    public static DateTimeOffset HourOf(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour), TimeSpan.Zero);

    public static string Of(TimeSpan span) =>
        span < TimeSpan.FromMinutes(2) ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} seconds")
        : span < TimeSpan.FromHours(2) ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalMinutes:0} minutes")
        : string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:0} hours");
}
