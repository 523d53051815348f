using System.Globalization;
using Google.Protobuf.WellKnownTypes;

namespace RootWatch.Cli.Terminal;

/// <summary>Times of the API, which a wrong server may have filled with anything.</summary>
internal static class Times
{
    private static readonly long SecondsMin = DateTimeOffset.MinValue.ToUnixTimeSeconds();
    private static readonly long SecondsMax = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    public static DateTimeOffset? Of(Timestamp? timestamp) =>
        timestamp is null || timestamp.Seconds < SecondsMin || timestamp.Seconds >= SecondsMax || timestamp.Nanos is < 0 or > 999_999_999
            ? null
            : DateTimeOffset.FromUnixTimeSeconds(timestamp.Seconds).AddTicks(timestamp.Nanos / 100);

    /// <summary>How long ago, in one unit: <c>42s</c>, <c>5m</c>, <c>3h</c>, <c>12d</c>.</summary>
    public static string Ago(DateTimeOffset? time, DateTimeOffset now)
    {
        if (time is not { } known)
        {
            return "never";
        }

        var age = now - known;
        return age switch
        {
            _ when age < TimeSpan.FromSeconds(1) => "now",
            _ when age < TimeSpan.FromMinutes(2) => Format(age.TotalSeconds, "s"),
            _ when age < TimeSpan.FromHours(2) => Format(age.TotalMinutes, "m"),
            _ when age < TimeSpan.FromDays(2) => Format(age.TotalHours, "h"),
            _ => Format(age.TotalDays, "d"),
        };
    }

    /// <summary><c>2026-01-31 08:00Z</c>, or <c>-</c>.</summary>
    public static string Minute(Timestamp? timestamp) =>
        Of(timestamp) is { } time ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture) : "-";

    private static string Format(double count, string unit) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(count):0}{unit} ago");
}
