using System.Globalization;

namespace RootWatch.Detection.Events;

/// <summary>
/// Reads every spelling of a time that records have been seen with: <c>2014-03-06T21:22:54Z</c>, the same with blanks in
/// it, <c>2024-11-25 17:51:21.000000000</c>, <c>20230710T120127Z</c>. Without an offset it is UTC.
/// </summary>
internal static class EventTimes
{
    public static DateTimeOffset? Parse(string text)
    {
        var at = 0;
        if (!Digits(text, ref at, 4, out var year) || !Part(text, ref at, '-', out var month) || !Part(text, ref at, '-', out var day))
        {
            return null;
        }

        Skip(text, ref at, 'T');
        if (!Digits(text, ref at, 2, out var hour) || !Part(text, ref at, ':', out var minute) || !Part(text, ref at, ':', out var second))
        {
            return null;
        }

        var ticks = Fraction(text, ref at);
        if (!Offset(text, ref at, out var offset))
        {
            return null;
        }

        // The year is bounded so that no offset can lead out of DateTimeOffset's range; a leap second is the last one.
        if (year is < 1970 or > 9998 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 60)
        {
            return null;
        }

        var local = new DateTime(year, month, day, hour, minute, Math.Min(second, 59), DateTimeKind.Unspecified).AddTicks(ticks);
        return new DateTimeOffset(local, TimeSpan.Zero) - offset;
    }

    private static bool Part(string text, ref int at, char separator, out int value)
    {
        Skip(text, ref at, separator);
        return Digits(text, ref at, 2, out value);
    }

    private static void Skip(string text, ref int at, char separator)
    {
        while (at < text.Length && (text[at] == separator || text[at] == ' '))
        {
            at++;
        }
    }

    private static bool Digits(string text, ref int at, int count, out int value)
    {
        value = 0;
        if (at + count > text.Length)
        {
            return false;
        }

        foreach (var sign in text.AsSpan(at, count))
        {
            if (!char.IsAsciiDigit(sign))
            {
                return false;
            }

            value = (value * 10) + (sign - '0');
        }

        at += count;
        return true;
    }

    private static long Fraction(string text, ref int at)
    {
        if (at >= text.Length || (text[at] != '.' && text[at] != ','))
        {
            return 0;
        }

        at++;
        var ticks = 0L;
        var unit = TimeSpan.TicksPerSecond / 10;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            ticks += (text[at] - '0') * unit;
            unit /= 10;
            at++;
        }

        return ticks;
    }

    private static bool Offset(string text, ref int at, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        var rest = text.AsSpan(at).Trim();
        if (rest.IsEmpty || rest is "Z" or "z" or "UTC")
        {
            return true;
        }

        var sign = rest[0] switch { '+' => 1, '-' => -1, _ => 0 };
        var digits = rest[1..].ToString().Replace(":", "", StringComparison.Ordinal);
        if (sign == 0 || digits.Length != 4
            || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            || value / 100 > 14 || value % 100 > 59)
        {
            return false;
        }

        offset = sign * new TimeSpan(value / 100, value % 100, 0);
        return true;
    }
}
