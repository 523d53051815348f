using System.Text.RegularExpressions;
using RootWatch.Detection.Sigma.Matching;

namespace RootWatch.Detection.Sigma.Reading;

/// <summary>How the values of a field are meant.</summary>
internal enum ValueMeaning
{
    Text,
    Regex,
    Cidr,
    Number,
    Exists,
    FieldReference,
}

/// <summary>What follows the field's name: <c>eventName|startswith|cased</c>.</summary>
internal sealed class FieldModifiers
{
    private static readonly Dictionary<string, string> Refused = new(StringComparer.Ordinal)
    {
        ["windash"] = "'windash' is about the command lines of Windows, of which CloudTrail has none",
        ["expand"] = "placeholders are filled in by the tool that a rule is converted with; write the values out",
        ["minute"] = TimeReason,
        ["hour"] = TimeReason,
        ["day"] = TimeReason,
        ["week"] = TimeReason,
        ["month"] = TimeReason,
        ["year"] = TimeReason,
    };

    private const string TimeReason = "parts of a time are not supported; eventTime is text such as 2026-03-01T10:00:30Z, for which '|re' or '|contains' can ask";

    private static readonly string[] Known =
    [
        "contains", "startswith", "endswith", "all", "cased", "neq", "re", "i", "m", "s", "cidr", "exists", "fieldref",
        "lt", "lte", "gt", "gte", "base64", "base64offset", "utf16le", "utf16be", "utf16", "wide",
    ];

    private readonly List<string> _encodings = [];

    public ValueMeaning Meaning { get; private set; }
    public TextPlace Place { get; private set; }

    /// <summary>Every value must match, not one.</summary>
    public bool IsAll { get; private set; }
    public bool IsCased { get; private set; }
    public bool IsNegated { get; private set; }
    public NumberOrder Order { get; private set; }
    public RegexOptions RegexOptions { get; private set; }

    /// <summary>In the order in which they apply.</summary>
    public IReadOnlyList<string> Encodings => _encodings;

    /// <summary>Null, with the problems noted, if they are unknown or do not go together.</summary>
    public static FieldModifiers? Read(IReadOnlyList<string> names, SigmaNode node, string key, SigmaProblems problems)
    {
        var modifiers = new FieldModifiers();
        var before = problems.Refusals;
        foreach (var name in names)
        {
            if (Refused.TryGetValue(name, out var reason))
            {
                problems.Unsupported(node, key, reason);
            }
            else if (!Known.Contains(name))
            {
                problems.Mistake(node, key, $"unknown modifier {SigmaProblems.Shown(name)}; known: {string.Join(", ", Known)}");
            }
            else if (modifiers.Take(name) is { } trouble)
            {
                problems.Mistake(node, key, trouble);
            }
        }

        if (problems.Refusals == before && modifiers.Contradiction() is { } contradiction)
        {
            problems.Mistake(node, key, contradiction);
        }
        else if (problems.Refusals == before && modifiers.Shortfall() is { } shortfall)
        {
            problems.Unsupported(node, key, shortfall);
        }

        return problems.Refusals == before ? modifiers : null;
    }

    private string? Take(string name)
    {
        switch (name)
        {
            case "contains":
                return TakePlace(TextPlace.Anywhere);
            case "startswith":
                return TakePlace(TextPlace.Start);
            case "endswith":
                return TakePlace(TextPlace.End);
            case "all":
                IsAll = true;
                return null;
            case "cased":
                IsCased = true;
                return null;
            case "neq":
                IsNegated = true;
                return null;
            case "i" or "m" or "s":
                RegexOptions |= name switch { "i" => RegexOptions.IgnoreCase, "m" => RegexOptions.Multiline, _ => RegexOptions.Singleline };
                return Meaning == ValueMeaning.Regex ? null : $"'{name}' belongs after 're'";
            case "re":
                return TakeMeaning(ValueMeaning.Regex);
            case "cidr":
                return TakeMeaning(ValueMeaning.Cidr);
            case "exists":
                return TakeMeaning(ValueMeaning.Exists);
            case "fieldref":
                return TakeMeaning(ValueMeaning.FieldReference);
            case "lt" or "lte" or "gt" or "gte":
                Order = name switch { "lt" => NumberOrder.Less, "lte" => NumberOrder.LessOrEqual, "gt" => NumberOrder.Greater, _ => NumberOrder.GreaterOrEqual };
                return TakeMeaning(ValueMeaning.Number);
            default:
                _encodings.Add(name);
                return null;
        }
    }

    private string? TakePlace(TextPlace place)
    {
        var isFirst = Place == TextPlace.Whole;
        Place = place;
        return isFirst ? null : "only one of contains, startswith and endswith can be meant";
    }

    private string? TakeMeaning(ValueMeaning meaning)
    {
        var isFirst = Meaning == ValueMeaning.Text;
        Meaning = meaning;
        return isFirst ? null : "only one of re, cidr, exists, fieldref, lt, lte, gt and gte can be meant";
    }

    private string? Contradiction()
    {
        var isText = Meaning is ValueMeaning.Text or ValueMeaning.FieldReference;
        return (Place != TextPlace.Whole && !isText) ? "contains, startswith and endswith are about texts and go with no other kind of comparison"
            : (IsCased && Meaning == ValueMeaning.Regex) ? "'re' heeds case by itself"
            : (IsCased && !isText) ? "'cased' is about texts"
            : (IsNegated && !isText) ? "'neq' goes with plain values and 'fieldref' only"
            : (IsAll && Meaning == ValueMeaning.Exists) ? "'exists' has one value"
            : (_encodings.Count > 0 && Meaning != ValueMeaning.Text) ? "encodings are about texts"
            : null;
    }

    /// <summary>What Sigma allows and is not done here.</summary>
    private string? Shortfall()
    {
        if (IsNegated && IsAll)
        {
            return "'neq' with 'all' can be read in two ways; negate a selection in the condition";
        }

        if (_encodings.Count == 0)
        {
            return null;
        }

        var isInOrder = _encodings is ["base64" or "base64offset"] or ["utf16le" or "utf16be" or "utf16" or "wide", "base64" or "base64offset"];
        return !isInOrder ? "texts of a record are no UTF-16; only base64 or base64offset, if need be after one of utf16le, utf16be, utf16 and wide"
            : _encodings[^1] == "base64offset" && Place != TextPlace.Anywhere ? "'base64offset' finds a text inside another and needs 'contains'"
            : null;
    }
}
