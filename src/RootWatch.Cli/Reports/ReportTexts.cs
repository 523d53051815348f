using System.Globalization;
using RootWatch.Detection.Events;
using Alert = RootWatch.V1.Alert;

namespace RootWatch.Cli.Reports;

/// <summary>How the tables of a report say things.</summary>
internal static class ReportTexts
{
    /// <summary><c>2026-11-03 08:15:00Z</c>, or nothing.</summary>
    public static string Time(DateTimeOffset? time) =>
        time is { } known ? known.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "";

    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Of an account, or of all, that nobody watched in the period: neither blind nor seen.</summary>
    public const string NotWatched = "not watched";

    public static string Percent(double share) => (Math.Floor(share * 10_000) / 100).ToString("0.00", CultureInfo.InvariantCulture) + " %";

    /// <summary>A call as <c>iam/CreateUser</c>; empty for what no event told.</summary>
    public static string Call(Alert alert) => alert.EventName.Length > 0 ? ServiceCall.Of(alert.EventSource, alert.EventName) : "";

    /// <summary>What happened; what to do about it stands in the alert.</summary>
    public static string What(Alert alert) => alert.Summary.Split(" What to do now:")[0];
}
