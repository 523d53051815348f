using System.Text.RegularExpressions;

namespace RootWatch.Detection.Sigma.Reading;

/// <summary>
/// Regular expressions in Sigma's flavour, which has neither looking around nor references back. So the engine that needs
/// time in proportion to the text can be used, and a record cannot be made on which an expression never ends. One for all
/// rules that are used together: what that engine takes is memory.
/// </summary>
internal sealed class RegexReader
{
    private const int CharsMax = 1024;

    /// <summary>The engine takes some 3 kB times the square of an expression's different letters: 1 MB for twenty, 670 MB for a thousand.</summary>
    private const int LettersMax = 128;

    /// <summary>Of all expressions: for more than a hundred of the usual size.</summary>
    private const int SquaresMax = 60_000;

    /// <summary>The engine writes counted repetitions out.</summary>
    private const int SizeMax = 2_000;

    private static readonly TimeSpan TimeMax = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<(string, RegexOptions), Regex> _known = [];
    private long _squares;

    public Regex? Read(string expression, RegexOptions options, SigmaNode node, string key, SigmaProblems problems)
    {
        if (_known.TryGetValue((expression, options), out var regex))
        {
            return regex;
        }

        if (expression.Length > CharsMax)
        {
            problems.Unsupported(node, key, $"the regular expression is longer than {CharsMax} characters");
            return null;
        }

        if (RegexDialect.Misread(expression) is { } misread)
        {
            problems.Unsupported(node, key, $"{SigmaProblems.Shown(expression)} has {misread}");
            return null;
        }

        if (Size(expression) > SizeMax)
        {
            problems.Unsupported(node, key, $"with its repetitions written out the regular expression has more than {SizeMax} parts");
            return null;
        }

        long letters = Letters(expression);
        if (letters > LettersMax)
        {
            problems.Unsupported(node, key, $"the regular expression has more than {LettersMax} different characters and classes");
            return null;
        }

        if (_squares + (letters * letters) > SquaresMax)
        {
            problems.Unsupported(node, key, "the regular expressions of all rules take too much memory; write several as one, such as '(one|another)', or as plain values");
            return null;
        }

        try
        {
            regex = new Regex(expression, options | RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, TimeMax);
            _squares += letters * letters;
            return _known[(expression, options)] = regex;
        }
        catch (RegexParseException trouble) when (RegexDialect.IsOfOthers(trouble, expression))
        {
            problems.Unsupported(node, key, $"{SigmaProblems.Shown(expression)} has what .NET's regular expressions have not: {Reason(trouble, expression)}");
        }
        catch (ArgumentException trouble)
        {
            problems.Mistake(node, key, $"{SigmaProblems.Shown(expression)} is no regular expression: {Reason(trouble, expression)}");
        }
        catch (NotSupportedException)
        {
            problems.Unsupported(node, key, $"{SigmaProblems.Shown(expression)} looks around, refers back or does else what Sigma's flavour of regular expressions has not");
        }

        return null;
    }

    private static string Reason(ArgumentException trouble, string expression) =>
        trouble.Message.Replace($"Invalid pattern '{expression}' at ", "at ", StringComparison.Ordinal).TrimEnd('.');

    /// <summary>How many different ones there are, escapes, classes and the signs of the syntax included; too much rather than too little.</summary>
    private static int Letters(string expression)
    {
        var letters = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < expression.Length;)
        {
            var length = Math.Min(expression[i] == '\\' ? EscapeLength(expression, i) : 1, expression.Length - i);
            letters.Add(expression.Substring(i, length));
            i += length;
        }

        return letters.Count;
    }

    private static int EscapeLength(string expression, int begin) => begin + 1 == expression.Length ? 1 : expression[begin + 1] switch
    {
        'x' => 4,
        'u' => 6,
        'c' => 3,
        'p' or 'P' => Math.Max(expression.IndexOf('}', begin) + 1 - begin, 2),
        _ => 2,
    };

    /// <summary>How many parts there are when <c>(ab){3}</c> counts six; too much rather than too little.</summary>
    private static long Size(string expression)
    {
        // Of the groups that are open: the sizes before them.
        var open = new Stack<long>();
        long sum = 0, last = 0;
        for (var i = 0; i < expression.Length; i++)
        {
            switch (expression[i])
            {
                case '(':
                    open.Push(sum);
                    (sum, last) = (0, 0);
                    break;
                case ')' when open.Count > 0:
                    last = sum + 1;
                    sum = open.Pop() + last;
                    break;
                case '{' when Repetition(expression, i) is { } times:
                    sum = Math.Min(sum + last * (times - 1), int.MaxValue);
                    last = Math.Min(last * times, int.MaxValue);
                    break;
                case '[':
                    i = ClassEnd(expression, i);
                    (sum, last) = (sum + 1, 1);
                    break;
                case '\\':
                    i++;
                    (sum, last) = (sum + 1, 1);
                    break;
                default:
                    (sum, last) = (sum + 1, 1);
                    break;
            }
        }

        return sum + open.Sum();
    }

    /// <summary>The larger number of <c>{2,5}</c>, the only one of <c>{2,}</c>; null if it is no repetition.</summary>
    private static long? Repetition(string expression, int begin)
    {
        var end = expression.IndexOf('}', begin);
        if (end < 0)
        {
            return null;
        }

        var numbers = expression[(begin + 1)..end].Split(',', StringSplitOptions.RemoveEmptyEntries);
        return numbers.Length is 1 or 2 && numbers.All(number => number.All(char.IsAsciiDigit))
            ? numbers.Max(number => number.Length > 6 ? 1_000_000 : long.Parse(number, System.Globalization.CultureInfo.InvariantCulture))
            : null;
    }

    internal static int ClassEnd(string expression, int begin)
    {
        // A bracket right after the opening one stands for itself.
        var i = begin + 1;
        i += i < expression.Length && expression[i] == '^' ? 1 : 0;
        i += i < expression.Length && expression[i] == ']' ? 1 : 0;
        while (i < expression.Length && expression[i] != ']')
        {
            i += expression[i] == '\\' ? 2 : 1;
        }

        return i;
    }
}
