using System.Globalization;

namespace RootWatch.Cli.Reports;

/// <summary>What a report is about: whole days in UTC.</summary>
/// <param name="Name">As the user wrote it.</param>
/// <param name="End">The first moment after it.</param>
internal sealed record ReportPeriod(string Name, DateTimeOffset Start, DateTimeOffset End)
{
    private const string Between = "..";

    /// <summary>The last whole month.</summary>
    public static ReportPeriod MonthBefore(DateTimeOffset now) =>
        Month(new DateTimeOffset(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero).AddMonths(-1));

    /// <summary>A year (<c>2026</c>), a month (<c>2026-11</c>), a day, or two days with <c>..</c> between them, both included.</summary>
    public static bool TryParse(string text, out ReportPeriod period)
    {
        period = new ReportPeriod(text, default, default);
        if (text.Split(Between) is [var first, var last])
        {
            if (!TryDate(first, "yyyy-MM-dd", out var from) || !TryDate(last, "yyyy-MM-dd", out var to) || to < from)
            {
                return false;
            }

            period = new ReportPeriod(text, from, to.AddDays(1));
            return true;
        }

        period = TryDate(text, "yyyy-MM", out var month) ? Month(month)
            : TryDate(text, "yyyy", out var year) ? new ReportPeriod(text, year, year.AddYears(1))
            : TryDate(text, "yyyy-MM-dd", out var day) ? new ReportPeriod(text, day, day.AddDays(1))
            : period;
        return period.End > period.Start;
    }

    public bool Holds(DateTimeOffset time) => time >= Start && time < End;

    private static ReportPeriod Month(DateTimeOffset first) =>
        new(first.ToString("yyyy-MM", CultureInfo.InvariantCulture), first, first.AddMonths(1));

    /// <summary>Years in which there was a cloud, so that no sum runs over.</summary>
    private static bool TryDate(string text, string format, out DateTimeOffset date) =>
        DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out date) && date.Year is >= 2000 and < 2200;
}
