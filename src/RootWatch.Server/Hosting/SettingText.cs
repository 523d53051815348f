using System.Globalization;
using System.Text.RegularExpressions;

namespace RootWatch.Server.Hosting;

/// <summary>The texts that numbers, switches and durations are written as.</summary>
internal static partial class SettingText
{
    public static bool Understands(Type type) => type == typeof(TimeSpan) || type == typeof(int) || type == typeof(int?) || type == typeof(bool) || type == typeof(double);

    public static string Expected(Type type) => type == typeof(TimeSpan) ? "duration; write 00:00:05 or 5s, 15m, 1h"
        : type == typeof(bool) ? "switch; write true or false" : "number";

    /// <summary>Null if the text is none of the type.</summary>
    public static object? Parse(string text, Type type)
    {
        object? value = null;
        if (type == typeof(TimeSpan))
        {
            value = Duration(text);
        }
        else if (type == typeof(int) || type == typeof(int?))
        {
            value = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : null;
        }
        else if (type == typeof(double))
        {
            value = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) && double.IsFinite(number) ? number : null;
        }
        else if (type == typeof(bool))
        {
            value = bool.TryParse(text, out bool isOn) ? isOn : null;
        }

        return value;
    }

    /// <summary>As people write it, and as <see cref="Parse"/> reads it.</summary>
    public static string Shown(object? value) => value switch
    {
        null => "none",
        TimeSpan { Ticks: > 0 } span when span.Ticks % TimeSpan.TicksPerDay == 0 => $"{span.TotalDays}d",
        TimeSpan { Ticks: > 0 } span when span.Ticks % TimeSpan.TicksPerHour == 0 => $"{span.TotalHours}h",
        TimeSpan { Ticks: > 0 } span when span.Ticks % TimeSpan.TicksPerMinute == 0 => $"{span.TotalMinutes}m",
        TimeSpan span => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds}s"),
        _ => string.Format(CultureInfo.InvariantCulture, "{0}", value),
    };

    private static TimeSpan? Duration(string text)
    {
        // "5" alone would be five days to the parser and five seconds to its writer.
        if (text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out TimeSpan span) && span >= TimeSpan.Zero)
        {
            return span;
        }

        Match match = WithUnit().Match(text);
        if (!match.Success)
        {
            return null;
        }

        double count = double.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture);
        TimeSpan unit = match.Groups["unit"].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            _ => TimeSpan.FromDays(1),
        };
        return unit * count;
    }

    [GeneratedRegex(@"\A(?<count>[0-9]{1,7}(\.[0-9]{1,3})?) ?(?<unit>ms|s|m|h|d)\z", RegexOptions.CultureInvariant)]
    private static partial Regex WithUnit();
}
