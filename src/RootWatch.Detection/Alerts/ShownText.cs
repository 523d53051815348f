using System.Globalization;
using System.Text;

namespace RootWatch.Detection.Alerts;

/// <summary>
/// The only way for text out of CloudTrail to reach a person: what could move a cursor, break a line, turn the reading
/// direction or hide is written as <c>\uXXXX</c>, and the length is bounded. Applying it twice changes nothing.
/// </summary>
public static class ShownText
{
    public const int CharsMax = 256;

    public static string Of(string? text, int charsMax = CharsMax)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        if (text.Length <= charsMax)
        {
            return NeedsEscape(text) ? Spelled(text, charsMax) : text;
        }

        // Most of what is too long is plain, as a browser's user agent.
        var kept = text.AsSpan(0, Math.Max(0, charsMax - 1));
        return kept.ContainsAnyExceptInRange(' ', '~') ? Spelled(text, charsMax) : string.Concat(kept, "…");
    }

    private static string Spelled(string text, int charsMax)
    {
        var shown = new StringBuilder(Math.Min(text.Length, charsMax));
        for (var i = 0; i < text.Length; i++)
        {
            var isPair = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            var piece = isPair && !IsHidden(char.ConvertToUtf32(text[i], text[i + 1])) ? text.Substring(i, 2)
                : NeedsEscape(text[i]) || char.IsSurrogate(text[i]) ? Escaped(text[i])
                : text[i].ToString();
            if (isPair && piece.Length > 2)
            {
                piece += Escaped(text[i + 1]);
            }

            i += isPair ? 1 : 0;
            var isLast = i == text.Length - 1;
            if (shown.Length + piece.Length > charsMax - (isLast ? 0 : 1))
            {
                shown.Append('…');
                break;
            }

            shown.Append(piece);
        }

        return shown.ToString();
    }

    private static bool NeedsEscape(string text)
    {
        // Nearly every text is plain ASCII, and that is told many signs at a time.
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return false;
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (NeedsEscape(text[i]) || char.IsSurrogate(text[i]))
            {
                return true;
            }
        }

        return false;
    }

    private static bool NeedsEscape(char c) => c is < ' ' or > '~' && (char.IsControl(c) || IsHidden(c));

    /// <summary>Format characters (bidi controls, zero width, tags), line and paragraph separators, private use.</summary>
    private static bool IsHidden(int codePoint) =>
        CharUnicodeInfo.GetUnicodeCategory(codePoint) is UnicodeCategory.Format or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    private static string Escaped(char c) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
}
