using System.Text.RegularExpressions;
using RootWatch.Detection.Sigma.Matching;

namespace RootWatch.Detection.Sigma.Reading;

/// <summary>
/// <c>(a or b) and not 1 of filter_*</c> -> predicate. Binding, from loosest: or, and, not, <c>x of</c>, brackets.
/// </summary>
internal sealed partial class ConditionReader
{
    private const int CharsMax = 4096;
    private const int DepthMax = 64;
    private const string Key = "detection.condition";

    private readonly IReadOnlyDictionary<string, SigmaPredicate?> _selections;
    private readonly SigmaProblems _problems;
    private readonly SigmaText _text;
    private readonly List<string> _tokens;
    private readonly HashSet<string> _used;
    private int _next;
    private int _depth;

    private ConditionReader(SigmaText text, List<string> tokens, IReadOnlyDictionary<string, SigmaPredicate?> selections, HashSet<string> used, SigmaProblems problems)
    {
        (_text, _tokens, _selections, _used, _problems) = (text, tokens, selections, used, problems);
    }

    /// <param name="selections">By name; null for one that is wrong in itself, which has been told.</param>
    /// <param name="used">Takes the names of the selections that the condition speaks of.</param>
    /// <returns>Null, with the problems noted, if it cannot be used.</returns>
    public static SigmaPredicate? Read(
        SigmaText text, IReadOnlyDictionary<string, SigmaPredicate?> selections, HashSet<string> used, SigmaProblems problems)
    {
        if (text.Value.Length > CharsMax)
        {
            problems.Unsupported(text, Key, $"the condition is longer than {CharsMax} characters");
            return null;
        }

        if (text.Value.Contains('|') || LegacyWord().IsMatch(text.Value))
        {
            problems.Unsupported(text, Key, "counting and correlating ('| count() …', 'near') needs many events, and a rule here sees one at a time");
            used.UnionWith(selections.Keys);
            return null;
        }

        var tokens = Token().Matches(text.Value).Select(match => match.Value).ToList();
        var stranger = tokens.Find(token => !Word().IsMatch(token) && token is not ("(" or ")"));
        if (stranger is not null)
        {
            problems.Mistake(text, Key, $"{SigmaProblems.Shown(stranger)} means nothing in a condition; it has names of selections, and, or, not, '1 of', 'all of' and brackets");
            return null;
        }

        var reader = new ConditionReader(text, tokens, selections, used, problems);
        try
        {
            var predicate = reader.Or();
            return reader._next == tokens.Count ? predicate : throw reader.Unexpected("'and' or 'or'");
        }
        catch (DepthException)
        {
            problems.Unsupported(text, Key, $"the condition is nested deeper than {DepthMax} levels");
            return null;
        }
        catch (ConditionException trouble)
        {
            problems.Mistake(text, Key, trouble.Message);
            return null;
        }
    }

    private SigmaPredicate? Or() => Chain("or", And, parts => new AnyOf(parts));

    private SigmaPredicate? And() => Chain("and", Negation, parts => new AllOf(parts));

    private SigmaPredicate? Chain(string word, Func<SigmaPredicate?> read, Func<IReadOnlyList<SigmaPredicate>, SigmaPredicate> join)
    {
        var parts = new List<SigmaPredicate?> { read() };
        while (Take(word))
        {
            parts.Add(read());
        }

        return Join(parts, join);
    }

    private SigmaPredicate? Negation()
    {
        if (++_depth > DepthMax)
        {
            throw new DepthException();
        }

        var isNegated = Take("not");
        var part = isNegated ? Negation() : Atom();
        _depth--;
        return isNegated && part is not null ? new Not(part) : part;
    }

    private SigmaPredicate? Atom()
    {
        if (Take("("))
        {
            var inner = Or();
            return Take(")") ? inner : throw Unexpected("')'");
        }

        if (IsAt("and") || IsAt("or") || IsAt(")") || _next == _tokens.Count)
        {
            throw Unexpected("a selection");
        }

        var name = _tokens[_next++];
        if (IsAt("of"))
        {
            return Quantified(name);
        }

        if (!_selections.TryGetValue(name, out var selection))
        {
            throw new ConditionException($"there is no selection {SigmaProblems.Shown(name)}; there are: {string.Join(", ", _selections.Keys.Select(SigmaProblems.Shown))}");
        }

        _used.Add(name);
        return selection;
    }

    private SigmaPredicate? Quantified(string quantity)
    {
        _next++;
        var isAll = quantity.Equals("all", StringComparison.OrdinalIgnoreCase);
        if (!isAll && quantity != "1" && !quantity.Equals("any", StringComparison.OrdinalIgnoreCase))
        {
            throw new ConditionException($"{SigmaProblems.Shown(quantity + " of")} is not Sigma; it has '1 of', 'any of' and 'all of'");
        }

        if (_next == _tokens.Count || IsAt("(") || IsAt(")"))
        {
            throw Unexpected("'them' or a pattern such as 'selection_*'");
        }

        var pattern = _tokens[_next++];
        // What begins with an underscore is kept out of "them", by the specification.
        var names = (pattern.Equals("them", StringComparison.OrdinalIgnoreCase)
            ? _selections.Keys.Where(name => !name.StartsWith('_'))
            : _selections.Keys.Where(name => MatchesName(pattern, name))).ToList();
        if (names.Count == 0)
        {
            throw new ConditionException($"no selection is called {SigmaProblems.Shown(pattern)}");
        }

        _used.UnionWith(names);
        return Join([.. names.Select(name => _selections[name])], parts => isAll ? new AllOf(parts) : new AnyOf(parts));
    }

    /// <summary>Only the asterisk has a meaning in it.</summary>
    private static bool MatchesName(string pattern, string name) =>
        SigmaPattern.Of(pattern.Replace("?", "\\?", StringComparison.Ordinal), TextPlace.Whole, isCased: true).Matches(name);

    private static SigmaPredicate? Join(List<SigmaPredicate?> parts, Func<IReadOnlyList<SigmaPredicate>, SigmaPredicate> join) =>
        parts.Contains(null) ? null : parts is [var only] ? only : join([.. parts.OfType<SigmaPredicate>()]);

    private bool IsAt(string word) => _next < _tokens.Count && _tokens[_next].Equals(word, StringComparison.OrdinalIgnoreCase);

    private bool Take(string word)
    {
        var isThere = IsAt(word);
        _next += isThere ? 1 : 0;
        return isThere;
    }

    private ConditionException Unexpected(string wanted) => new(_next < _tokens.Count
        ? $"{wanted} is expected where {SigmaProblems.Shown(_tokens[_next])} stands"
        : $"the condition ends where {wanted} is expected{(_text.Value.Length == 0 ? "; it is empty" : "")}");

    private sealed class DepthException : Exception;

    private sealed class ConditionException(string message) : Exception(message);

    [GeneratedRegex(@"[()]|[^\s()]+")]
    private static partial Regex Token();

    [GeneratedRegex(@"^[\w.*?-]+$")]
    private static partial Regex Word();

    [GeneratedRegex(@"(^|\s)near(\s|$)", RegexOptions.IgnoreCase)]
    private static partial Regex LegacyWord();
}
