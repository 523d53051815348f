using System.Text.RegularExpressions;

namespace RootWatch.Detection.Sigma.Reading;

/// <summary>Where .NET's regular expressions differ from those of Python and PCRE, for which rules are written.</summary>
internal static partial class RegexDialect
{
    /// <summary>Escapes that only the others have.</summary>
    private const string OtherEscapes = "hHKNRXCEQgoUV_";

    /// <summary>What .NET would read as something else without saying so; null if there is nothing of the kind.</summary>
    public static string? Misread(string expression)
    {
        for (var i = 0; i < expression.Length; i++)
        {
            if (expression[i] == '\\')
            {
                i++;
            }
            else if (expression[i] == '[')
            {
                var end = RegexReader.ClassEnd(expression, i);
                var inside = expression[(i + 1)..Math.Min(end, expression.Length)];
                if (NamedClass().IsMatch(inside))
                {
                    return "classes such as [:digit:]; write [0-9]";
                }

                if (TakesOut(inside))
                {
                    return "'-[' in a class, with which .NET takes letters out; write '\\-\\['";
                }

                i = end;
            }
            else if (OpenRepetition().IsMatch(expression.AsSpan(i)))
            {
                return "repetitions such as {,3}; write {0,3}";
            }
        }

        return null;
    }

    private static bool TakesOut(string inside)
    {
        for (var i = inside.StartsWith('^') ? 1 : 0; i < inside.Length; i++)
        {
            if (inside[i] == '\\')
            {
                i++;
            }
            else if (i > 0 && inside.AsSpan(i).StartsWith("-["))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether what .NET refuses may be an expression to the others. What no engine reads is a mistake.</summary>
    public static bool IsOfOthers(RegexParseException trouble, string expression)
    {
        var last = trouble.Offset > 0 && trouble.Offset <= expression.Length ? expression[trouble.Offset - 1] : '\0';
        return trouble.Error switch
        {
            // a++ and a{2}{3}, but not a**.
            RegexParseError.NestedQuantifiersNotParenthesized => last is '+' or '{',
            RegexParseError.UnrecognizedEscape => OtherEscapes.Contains(last, StringComparison.Ordinal),
            // Without what would follow it is broken.
            RegexParseError.InvalidGroupingConstruct => trouble.Offset < expression.Length,
            RegexParseError.InsufficientOrInvalidHexDigits or RegexParseError.InvalidUnicodePropertyEscape or RegexParseError.UnrecognizedUnicodeProperty
                or RegexParseError.MalformedNamedReference or RegexParseError.ShorthandClassInCharacterRange => true,
            _ => false,
        };
    }

    [GeneratedRegex(@"\[(:\^?\w+:|\.\w+\.|=\w+=)$")]
    private static partial Regex NamedClass();

    [GeneratedRegex(@"^\{,[0-9]+\}")]
    private static partial Regex OpenRepetition();
}
