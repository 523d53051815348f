using System.Text;

namespace RootWatch.Detection.Events.Prefilter;

/// <summary>A text to be found in bytes, in any letter case.</summary>
internal sealed class AnyCaseText
{
    /// <summary>The less a letter is used, the fewer places there are to look at.</summary>
    private const string RareFirst = "qzjxvkwyhgfbpmdulcnstroaie";

    private readonly string text;
    private readonly int at;
    private readonly byte lower;
    private readonly byte upper;

    /// <param name="text">ASCII, not empty.</param>
    public AnyCaseText(string text)
    {
        this.text = text;
        at = Enumerable.Range(0, text.Length).MinBy(i => RareFirst.IndexOf(char.ToLowerInvariant(text[i]), StringComparison.Ordinal));
        (lower, upper) = ((byte)char.ToLowerInvariant(text[at]), (byte)char.ToUpperInvariant(text[at]));
    }

    /// <summary>False only if it is not there. Letters beyond ASCII may fold to others, so bytes with them may hold it.</summary>
    public bool MayBeIn(ReadOnlySpan<byte> bytes)
    {
        for (var rest = bytes; ;)
        {
            var found = rest.IndexOfAny(lower, upper);
            if (found < 0)
            {
                return !Ascii.IsValid(bytes);
            }

            var start = bytes.Length - rest.Length + found - at;
            if (start >= 0 && start + text.Length <= bytes.Length && Ascii.EqualsIgnoreCase(bytes.Slice(start, text.Length), text))
            {
                return true;
            }

            rest = rest[(found + 1)..];
        }
    }
}
