using System.Text;

namespace RootWatch.Detection.Events.Prefilter;

/// <summary>A text to be found in bytes, in any letter case.</summary>
internal sealed class AnyCaseText
{
    /// <summary>The less a letter is used, the fewer places there are to look at.</summary>
    private const string RareFirst = "qzjxvkwyhgfbpmdulcnstroaie";

    private readonly string _text;
    private readonly int _at;
    private readonly byte _lower;
    private readonly byte _upper;

    /// <param name="text">ASCII, not empty.</param>
    public AnyCaseText(string text)
    {
        _text = text;
        _at = Enumerable.Range(0, text.Length).MinBy(i => RareFirst.IndexOf(char.ToLowerInvariant(text[i]), StringComparison.Ordinal));
        (_lower, _upper) = ((byte)char.ToLowerInvariant(text[_at]), (byte)char.ToUpperInvariant(text[_at]));
    }

    /// <summary>False only if it is not there. Letters beyond ASCII may fold to others, so bytes with them may hold it.</summary>
    public bool MayBeIn(ReadOnlySpan<byte> bytes)
    {
        for (var rest = bytes; ;)
        {
            var found = rest.IndexOfAny(_lower, _upper);
            if (found < 0)
            {
                return !Ascii.IsValid(bytes);
            }

            var start = bytes.Length - rest.Length + found - _at;
            if (start >= 0 && start + _text.Length <= bytes.Length && Ascii.EqualsIgnoreCase(bytes.Slice(start, _text.Length), _text))
            {
                return true;
            }

            rest = rest[(found + 1)..];
        }
    }
}
