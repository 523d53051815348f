using System.Globalization;
using System.Text;

namespace RootWatch.Detection.Files;

/// <summary>Something that a person wrote and that cannot be used.</summary>
/// <param name="Where">File with line and column, flag or environment variable.</param>
/// <param name="Text">What is wrong and what to write instead.</param>
public sealed record Mistake(string Where, string Text)
{
    public override string ToString() => $"{Where}: {Text}";
}

/// <summary>All mistakes of one reading, so that they are mended in one go.</summary>
public sealed class Mistakes
{
    /// <summary>More than this many help nobody: the first ones are shown, the rest is counted.</summary>
    public const int ShownMax = 50;

    /// <summary>A parser's own words may quote what it read, whole.</summary>
    private const int TextCharsMax = 1000;

    private readonly List<Mistake> _all = [];

    public bool Any => _all.Count > 0;

    public IReadOnlyList<Mistake> All => _all;

    public void Add(string where, string text) => _all.Add(new Mistake(where, OneLine(text, TextCharsMax)));

    public void AddRange(IEnumerable<Mistake> mistakes) => _all.AddRange(mistakes);

    /// <summary>One line each, with a count at the end if there are more than can be shown.</summary>
    public IEnumerable<string> Lines()
    {
        foreach (Mistake mistake in _all.Take(ShownMax))
        {
            yield return mistake.ToString();
        }

        if (_all.Count > ShownMax)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"... and {_all.Count - ShownMax} more");
        }
    }

    /// <summary>A value as it may stand in a message: one line, bounded, nothing that a terminal would obey.</summary>
    public static string Shown(string value)
    {
        const int LengthMax = 80;
        return $"'{Escaped(value, LengthMax)}'";
    }

    /// <summary>The same for a whole text, such as a log message.</summary>
    public static string OneLine(string text) => OneLine(text, 8 * 1024);

    private static string OneLine(string text, int lengthMax) =>
        IsPlain(text) && text.Length <= lengthMax ? text : Escaped(text, lengthMax);

    private static string Escaped(string value, int lengthMax)
    {
        StringBuilder shown = new();
        foreach (Rune rune in value.EnumerateRunes())
        {
            if (shown.Length >= lengthMax)
            {
                shown.Append("...");
                break;
            }

            _ = IsHidden(rune) ? shown.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}") : shown.Append(rune);
        }

        return shown.ToString();
    }

    /// <summary>True if every character can be seen and none moves the others about.</summary>
    public static bool IsPlain(string value) => !value.EnumerateRunes().Any(IsHidden);

    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned or UnicodeCategory.PrivateUse;
}
