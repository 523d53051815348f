using System.Text;
using System.Text.Json;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Sigma.Matching;

internal enum RecordValueKind
{
    Null,
    Text,
    Number,
    Flag,
    Array,
    Object,
}

/// <summary>
/// A whole record as a tree: a user's rule may ask for any field. <see cref="JsonElement"/> would throw on names and
/// texts that are no Unicode, which a caller of AWS can put into a record; here they become U+FFFD.
/// </summary>
internal sealed class RecordValue
{
    private static readonly IReadOnlyDictionary<string, RecordValue> NoMembers = new Dictionary<string, RecordValue>();

    /// <summary>Behind what it is made of: these are set in the order in which they stand.</summary>
    private static readonly RecordValue Nothing = new(RecordValueKind.Null, "", default);

    private readonly ReadOnlyMemory<byte> _utf8;

    private RecordValue(RecordValueKind kind, string text, ReadOnlyMemory<byte> utf8)
    {
        _utf8 = utf8;
        (Kind, Text) = (kind, text);
    }

    public RecordValueKind Kind { get; }

    /// <summary>Of a text, a number as it is written, or <c>true</c> and <c>false</c>; else empty.</summary>
    public string Text { get; }

    public IReadOnlyList<RecordValue> Items { get; private init; } = [];

    /// <summary>Of two members of one name the last counts, as everywhere in JSON.</summary>
    public IReadOnlyDictionary<string, RecordValue> Members { get; private init; } = NoMembers;

    /// <summary>An object or array as JSON, as the record spells it.</summary>
    public string Json => field ??= Encoding.UTF8.GetString(_utf8.Span);

    /// <summary>
    /// The record in the text, out of the same envelopes that <see cref="EventDecoder"/> opens; null if it is no JSON.
    /// </summary>
    public static RecordValue? OfRecord(ReadOnlyMemory<byte> utf8)
    {
        var value = Parse(utf8);
        if (value is null || value.IsNamed("eventName") || value.Members.GetValueOrDefault("userIdentity")?.IsNamed("type") == true)
        {
            return value;
        }

        if (value.Members.GetValueOrDefault("CloudTrailEvent") is { Kind: RecordValueKind.Text } entry)
        {
            return Parse(Encoding.UTF8.GetBytes(entry.Text));
        }

        return Enveloped("detail") ?? Enveloped("event") ?? value;

        RecordValue? Enveloped(string name) => value.Members.GetValueOrDefault(name) is { Kind: RecordValueKind.Object } inner ? inner : null;
    }

    /// <summary>True if any scalar in it, however deep, passes.</summary>
    public bool AnyText(Func<string, bool> test) => Kind switch
    {
        RecordValueKind.Null => false,
        RecordValueKind.Array => Items.Any(item => item.AnyText(test)),
        RecordValueKind.Object => Members.Values.Any(member => member.AnyText(test)),
        _ => test(Text),
    };

    private bool IsNamed(string member) => Members.GetValueOrDefault(member) is { Text.Length: > 0 };

    private static RecordValue? Parse(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Span.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }

        var json = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = EventDecoder.DepthMax });
        try
        {
            json.Read();
            return Read(ref json, utf8);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static RecordValue Read(ref Utf8JsonReader json, ReadOnlyMemory<byte> utf8)
    {
        var start = (int)json.TokenStartIndex;
        switch (json.TokenType)
        {
            case JsonTokenType.StartObject:
                var members = new Dictionary<string, RecordValue>(StringComparer.Ordinal);
                while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
                {
                    var name = JsonText.Read(ref json, EventDecoder.RecordBytesMax);
                    json.Read();
                    members[name] = Read(ref json, utf8);
                }

                return new RecordValue(RecordValueKind.Object, "", utf8[start..(int)json.BytesConsumed]) { Members = members };
            case JsonTokenType.StartArray:
                var items = new List<RecordValue>();
                while (json.Read() && json.TokenType != JsonTokenType.EndArray)
                {
                    items.Add(Read(ref json, utf8));
                }

                return new RecordValue(RecordValueKind.Array, "", utf8[start..(int)json.BytesConsumed]) { Items = items };
            case JsonTokenType.String:
                return new RecordValue(RecordValueKind.Text, JsonText.Read(ref json, EventDecoder.RecordBytesMax), default);
            case JsonTokenType.Number:
                return new RecordValue(RecordValueKind.Number, Encoding.UTF8.GetString(json.ValueSpan), default);
            case JsonTokenType.True:
                return new RecordValue(RecordValueKind.Flag, "true", default);
            case JsonTokenType.False:
                return new RecordValue(RecordValueKind.Flag, "false", default);
            default:
                return Nothing;
        }
    }
}
