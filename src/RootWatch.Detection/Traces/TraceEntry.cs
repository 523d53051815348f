using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RootWatch.Detection.Traces;

/// <summary>What is kept of one event for the rules that need several. In JSON one short string, as an account may keep hundreds.</summary>
/// <param name="Second">eventTime, in seconds since 1970.</param>
/// <param name="Mark">Tells the event from others.</param>
/// <param name="Detail">As it came, only bounded: an address, a call's name, or what the kind says.</param>
[JsonConverter(typeof(TraceEntryJson))]
public sealed record TraceEntry(long Second, TraceMark Mark, string Detail = "")
{
    public const int DetailCharsMax = 48;

    public TraceEntry(long second, string key, string detail = "")
        : this(second, TraceMark.OfKey(key), detail)
    {
    }

    /// <summary>By time, and by key within a second.</summary>
    public static IComparer<TraceEntry> Order { get; } = Comparer<TraceEntry>.Create(
        (a, b) => a.Second != b.Second ? a.Second.CompareTo(b.Second) : string.CompareOrdinal(a.Key, b.Key));

    public string Key => Mark.Key;

    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeSeconds(Second);

    /// <summary>64 bits: enough for the events of one account, and short whatever their ids are.</summary>
    public static string KeyOf(string text) => ShortHash.Of(text, bytes: 8);
}

/// <summary>
/// The key of an event, hashed when it is first asked for: an entry that stands alone in its second, in an archive that
/// is read once, is never told from any other.
/// </summary>
public sealed class TraceMark : IEquatable<TraceMark>
{
    /// <summary>Let go once it is hashed, after the key is set.</summary>
    private string? _text;
    private string? _key;

    private TraceMark(string? text, string? key) => (_text, _key) = (text, key);

    /// <summary>As <see cref="TraceEntry.KeyOf"/> of the text.</summary>
    public string Key
    {
        get
        {
            if (Volatile.Read(ref _text) is not { } unhashed)
            {
                return _key!;
            }

            var made = TraceEntry.KeyOf(unhashed);
            _key = made;
            Volatile.Write(ref _text, null);
            return made;
        }
    }

    public static TraceMark Of(string text) => new(text, key: null);

    public static TraceMark OfKey(string key) => new(text: null, key);

    public bool Equals(TraceMark? other) => other is not null && other.Key == Key;

    public override bool Equals(object? obj) => Equals(obj as TraceMark);

    public override int GetHashCode() => string.GetHashCode(Key, StringComparison.Ordinal);
}

internal sealed class TraceEntryJson : JsonConverter<TraceEntry>
{
    public override TraceEntry Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var parts = (reader.GetString() ?? "").Split(' ', 3);
        return parts.Length == 3 && long.TryParse(parts[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var second)
            ? new TraceEntry(second, parts[1], parts[2])
            : throw new JsonException("A trace entry is a second, a key and a detail.");
    }

    public override void Write(Utf8JsonWriter writer, TraceEntry value, JsonSerializerOptions options) =>
        writer.WriteStringValue(string.Create(CultureInfo.InvariantCulture, $"{value.Second} {value.Key} {value.Detail}"));
}
