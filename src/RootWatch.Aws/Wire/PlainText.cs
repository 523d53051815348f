using System.Globalization;
using System.Text;

namespace RootWatch.Aws.Wire;

/// <summary>
/// Texts from the network as they may reach a log, a terminal or a customer: one line, bounded, nothing that moves a cursor
/// or turns the reading direction, and no password of a URL's.
/// </summary>
internal static class PlainText
{
    private const int LineLengthMax = 512;
    private const int CodeLengthMax = 100;

    public static string Line(string text)
    {
        var line = new StringBuilder(Math.Min(text.Length, LineLengthMax));
        foreach (var rune in UrlText.WithoutUser(text).EnumerateRunes())
        {
            if (line.Length >= LineLengthMax)
            {
                return line.Append("...").ToString();
            }

            bool shown = Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
            if (shown)
            {
                line.Append(rune.ToString());
            }
            else if (line.Length > 0 && line[^1] != ' ')
            {
                line.Append(' ');
            }
        }

        return line.ToString().Trim();
    }

    /// <summary>An error code, or null if the text cannot be one.</summary>
    public static string? Code(string? text) =>
        text is { Length: > 0 and <= CodeLengthMax } && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')
            ? text
            : null;
}
