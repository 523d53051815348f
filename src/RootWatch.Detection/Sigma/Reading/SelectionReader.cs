using System.Net;
using System.Numerics;
using RootWatch.Detection.Sigma.Matching;

namespace RootWatch.Detection.Sigma.Reading;

/// <summary>A search identifier's definition -> predicate.</summary>
internal sealed class SelectionReader(RegexReader regexes, SigmaProblems problems)
{
    private const int ValuesMax = 2_000;
    private const int ValueCharsMax = 4096;

    private int _values;

    /// <summary>The names of the fields that were asked for, with the first place of each.</summary>
    public Dictionary<string, SigmaNode> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>Null, with the problems noted, if it cannot be used.</summary>
    public SigmaPredicate? Read(SigmaNode node, string key)
    {
        switch (node)
        {
            case SigmaMap map:
                return Map(map, key);
            case SigmaList { Items.Count: > 0 } list:
                return Joined(list.Items.Select(item => item is SigmaMap map ? Map(map, key) : Keyword(item, key)), parts => new AnyOf(parts));
            case SigmaText { IsNull: false } text:
                return Keyword(text, key);
            default:
                problems.Mistake(node, key, "the selection is empty");
                return null;
        }
    }

    private SigmaPredicate? Map(SigmaMap map, string key)
    {
        if (map.Entries.Count == 0)
        {
            problems.Mistake(map, key, "the selection is empty");
            return null;
        }

        return Joined(map.Entries.Select(entry => Field(entry.Key, entry.Value, $"{key}.{entry.Key.Value}")), parts => new AllOf(parts));
    }

    private SigmaPredicate? Keyword(SigmaNode node, string key) =>
        node is SigmaText text
            ? Value(text, key, path: null, Keywords)
            : Refuse(node, key, "a list in a list means nothing; write the values or maps in one list");

    private static readonly FieldModifiers Keywords = new();

    private SigmaPredicate? Field(SigmaText name, SigmaNode node, string key)
    {
        var parts = name.Value.Split('|');
        if (FieldModifiers.Read(parts[1..], name, key, problems) is not { } modifiers)
        {
            return null;
        }

        if (parts[0].AsSpan().Count('.') >= FieldPath.PartsMax)
        {
            return LeaveOut(name, key, $"a field's name has at most {FieldPath.PartsMax} parts");
        }

        var path = parts[0].Length == 0 ? null : new FieldPath(parts[0]);
        if (path is null && modifiers.Meaning is not (ValueMeaning.Text or ValueMeaning.Regex))
        {
            return Refuse(name, key, "without a field's name only texts and regular expressions can be searched");
        }

        if (path is not null)
        {
            Fields.TryAdd(path.Text, name);
        }

        switch (node)
        {
            case SigmaList { Items.Count: 0 }:
                return Refuse(node, key, "the list of values is empty");
            case SigmaList list when modifiers.Meaning == ValueMeaning.Exists:
                return Refuse(list, key, "'exists' is true or false, not a list");
            case SigmaList list:
                var tests = list.Items.Select(item => item is SigmaText text
                    ? Value(text, key, path, modifiers)
                    : Refuse(item, key, "a value must be a plain text, number, boolean or null"));
                return Negated(Joined(tests, all => modifiers.IsAll ? new AllOf(all) : new AnyOf(all)), modifiers);
            case SigmaText text:
                return Negated(Value(text, key, path, modifiers), modifiers);
            default:
                return Refuse(node, key, $"maps inside a field are not Sigma; write '{name.Value}.name' with the name of the inner field");
        }
    }

    private static SigmaPredicate? Negated(SigmaPredicate? predicate, FieldModifiers modifiers) =>
        predicate is not null && modifiers.IsNegated ? new Not(predicate) : predicate;

    private SigmaPredicate? Value(SigmaText text, string key, FieldPath? path, FieldModifiers modifiers)
    {
        _values++;
        if (_values > ValuesMax)
        {
            return _values == ValuesMax + 1 ? LeaveOut(text, key, $"the rule has more than {ValuesMax} values") : null;
        }

        if (text.Value.Length > ValueCharsMax)
        {
            return LeaveOut(text, key, $"the value is longer than {ValueCharsMax} characters");
        }

        if (text.IsNull)
        {
            return path is not null && modifiers is { Meaning: ValueMeaning.Text, Place: TextPlace.Whole, Encodings.Count: 0 }
                ? new FieldPredicate(path, new NullTest())
                : Refuse(text, key, "null can only be asked of a field, and without a modifier other than 'neq'");
        }

        switch (modifiers.Meaning)
        {
            case ValueMeaning.Regex:
                return regexes.Read(text.Value, modifiers.RegexOptions, text, key, problems) is { } regex ? On(path, new RegexTest(regex)) : null;
            case ValueMeaning.Cidr:
                return Network(text, key) is { } network ? On(path, new CidrTest(network)) : null;
            case ValueMeaning.Number:
                return Numbers.Parse(text.Value) is { } limit
                    ? On(path, new NumberTest(modifiers.Order, limit))
                    : Refuse(text, key, $"{SigmaProblems.Shown(text.Value)} is no number");
            case ValueMeaning.Exists:
                return bool.TryParse(text.Value, out var isWanted)
                    ? new ExistsPredicate(path!, isWanted)
                    : Refuse(text, key, $"'exists' is true or false, not {SigmaProblems.Shown(text.Value)}");
            case ValueMeaning.FieldReference:
                return text.Value.Length > 0 && text.Value.AsSpan().Count('.') < FieldPath.PartsMax
                    ? new FieldReferencePredicate(path!, new FieldPath(text.Value), modifiers.Place, modifiers.IsCased)
                    : Refuse(text, key, $"{SigmaProblems.Shown(text.Value)} is no field's name");
            default:
                return Text(text, key, path, modifiers);
        }
    }

    private SigmaPredicate? Text(SigmaText text, string key, FieldPath? path, FieldModifiers modifiers)
    {
        // Keywords are searched in the whole record.
        var place = path is null ? TextPlace.Anywhere : modifiers.Place;
        if (modifiers.Encodings.Count == 0)
        {
            return On(path, new TextTest(SigmaPattern.Of(text.Value, place, modifiers.IsCased)));
        }

        if (SigmaPattern.HasWildcard(text.Value))
        {
            return Refuse(text, key, "a value that is encoded cannot have wildcards");
        }

        // Base64 of another case is another text, so case counts here.
        return text.Value.Length < 2
            ? LeaveOut(text, key, "the value is too short to be recognised once it is encoded")
            : new AnyOf([.. ValueEncodings.Apply(modifiers.Encodings, text.Value)
                .Select(encoded => On(path, new TextTest(SigmaPattern.OfLiteral(encoded, place, isCased: true))))]);
    }

    private IPNetwork? Network(SigmaText text, string key)
    {
        var (address, length) = text.Value.Split('/') switch
        {
            [var alone] => (Addresses.Parse(alone), -1),
            [var begin, var bits] when byte.TryParse(bits, System.Globalization.NumberStyles.None, null, out var count) => (Addresses.Parse(begin), count),
            _ => (null, 0),
        };
        var bitsMax = address?.GetAddressBytes().Length * 8 ?? 0;
        if (address is null || length > bitsMax)
        {
            Refuse(text, key, $"{SigmaProblems.Shown(text.Value)} is no network; write it as 10.0.0.0/8 or 2001:db8::/32");
            return null;
        }

        length = length < 0 ? bitsMax : length;
        if (HasBitsBeyond(address, length))
        {
            Refuse(text, key, $"{SigmaProblems.Shown(text.Value)} has bits set beyond its first {length}; is the address or the length meant?");
            return null;
        }

        return new IPNetwork(address, length);
    }

    private static bool HasBitsBeyond(IPAddress address, int length)
    {
        var value = new BigInteger(address.GetAddressBytes(), isUnsigned: true, isBigEndian: true);
        var free = address.GetAddressBytes().Length * 8 - length;
        return (value & ((BigInteger.One << free) - 1)) != 0;
    }

    private static SigmaPredicate On(FieldPath? path, ValueTest test) =>
        path is null ? new KeywordPredicate(test) : new FieldPredicate(path, test);

    /// <summary>It is Sigma, and more than is done here.</summary>
    private SigmaPredicate? LeaveOut(SigmaNode node, string key, string text)
    {
        problems.Unsupported(node, key, text);
        return null;
    }

    private SigmaPredicate? Refuse(SigmaNode node, string key, string text)
    {
        problems.Mistake(node, key, text);
        return null;
    }

    /// <summary>All parts are read, so that all that is wrong is told; one that cannot be used spoils the whole.</summary>
    private static SigmaPredicate? Joined(IEnumerable<SigmaPredicate?> parts, Func<IReadOnlyList<SigmaPredicate>, SigmaPredicate> join)
    {
        var read = parts.ToList();
        return read.Contains(null) ? null : read is [var only] ? only : join([.. read.OfType<SigmaPredicate>()]);
    }
}
