using System.Text;

namespace RootWatch.Detection.Sigma.Matching;

/// <summary>Where in a text a value must stand.</summary>
internal enum TextPlace
{
    Whole,
    Start,
    End,
    Anywhere,
}

/// <summary>
/// A Sigma value: <c>*</c> for any text, <c>?</c> for one character, a backslash before these or before another backslash
/// takes their meaning away.
/// </summary>
internal sealed class SigmaPattern
{
    private const char AnyText = '*';
    private const char AnyCharacter = '?';

    /// <summary>Literals as they are, wildcards as lone surrogates, which no text of a record contains.</summary>
    private const char AnyTextMark = '\uDC00';
    private const char AnyCharacterMark = '\uDC01';

    private readonly string _pattern;
    private readonly bool _isCased;
    private readonly string? _literal;
    private readonly TextPlace _place;

    private SigmaPattern(string pattern, bool isCased)
    {
        _isCased = isCased;
        _pattern = pattern;
        var inner = pattern.AsSpan().Trim(AnyTextMark);
        if (inner.IndexOfAny(AnyTextMark, AnyCharacterMark) < 0)
        {
            _literal = inner.ToString();
            _place = (pattern.StartsWith(AnyTextMark), pattern.EndsWith(AnyTextMark)) switch
            {
                (true, true) => TextPlace.Anywhere,
                (true, false) => TextPlace.End,
                (false, true) => TextPlace.Start,
                _ => TextPlace.Whole,
            };
        }

        LooksInside = pattern.StartsWith(AnyTextMark) && pattern.EndsWith(AnyTextMark);
    }

    /// <summary>True of <c>*text*</c>: of an object it is asked whether the text is in it.</summary>
    public bool LooksInside { get; }

    /// <summary>The one text that matches; null if there may be others but for their case.</summary>
    public string? Exact => _place == TextPlace.Whole ? _literal : null;

    public static SigmaPattern Of(string value, TextPlace place, bool isCased)
    {
        var pattern = new StringBuilder();
        if (place is TextPlace.End or TextPlace.Anywhere)
        {
            pattern.Append(AnyTextMark);
        }

        for (var i = 0; i < value.Length; i++)
        {
            var isEscape = value[i] == '\\' && i + 1 < value.Length && value[i + 1] is AnyText or AnyCharacter or '\\';
            i += isEscape ? 1 : 0;
            pattern.Append(value[i] switch
            {
                AnyText when !isEscape => AnyTextMark,
                AnyCharacter when !isEscape => AnyCharacterMark,
                var c => c,
            });
        }

        if (place is TextPlace.Start or TextPlace.Anywhere)
        {
            pattern.Append(AnyTextMark);
        }

        return new SigmaPattern(pattern.ToString(), isCased);
    }

    /// <summary>The same for a text in which nothing has a meaning of its own.</summary>
    public static SigmaPattern OfLiteral(string value, TextPlace place, bool isCased) =>
        Of(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal).Replace("?", "\\?", StringComparison.Ordinal), place, isCased);

    public static bool HasWildcard(string value) => Of(value, TextPlace.Whole, isCased: true).Exact is null;

    public bool Matches(string text)
    {
        var comparison = _isCased ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase;
        return _literal is null
            ? MatchesWildcards(text)
            : _place switch
            {
                TextPlace.Anywhere => text.Contains(_literal, comparison),
                TextPlace.Start => text.StartsWith(_literal, comparison),
                TextPlace.End => text.EndsWith(_literal, comparison),
                _ => text.Equals(_literal, comparison),
            };
    }

    /// <summary>Goes back to the last <c>*</c> only: at most pattern times text steps.</summary>
    private bool MatchesWildcards(string text)
    {
        var (p, t, star, resume) = (0, 0, -1, 0);
        while (t < text.Length)
        {
            if (p < _pattern.Length && _pattern[p] == AnyTextMark)
            {
                (star, resume) = (p++, t);
            }
            else if (p < _pattern.Length && (_pattern[p] == AnyCharacterMark || Same(_pattern[p], text[t])))
            {
                p++;
                t++;
            }
            else if (star >= 0)
            {
                (p, t) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        return _pattern.AsSpan(p).Trim(AnyTextMark).IsEmpty;
    }

    private bool Same(char a, char b) => a == b || (!_isCased && char.ToUpperInvariant(a) == char.ToUpperInvariant(b));
}
