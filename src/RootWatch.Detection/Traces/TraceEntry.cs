using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RootWatch.Detection.Traces;

/// <summary>What is kept of one event for the rules that need several. In JSON one short string, as an account may keep hundreds.</summary>
/// <param name="Second">eventTime, in seconds since 1970.</param>
/// <param name="Key">Tells the event from others; <see cref="KeyOf"/>.</param>
/// <param name="Detail">As it came, only bounded: an address, a call's name, or what the kind says.</param>
[JsonConverter(typeof(TraceEntryJson))]
public sealed record TraceEntry(long Second, string Key, string Detail = "")
{
    public const int DetailCharsMax = 48;

    /// <summary>By time, and by key within a second.</summary>
    public static IComparer<TraceEntry> Order { get; } = Comparer<TraceEntry>.Create(
        (a, b) => a.Second != b.Second ? a.Second.CompareTo(b.Second) : string.CompareOrdinal(a.Key, b.Key));

    [JsonIgnore]
    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeSeconds(Second);

    /// <summary>64 bits: enough for the events of one account, and short whatever their ids are.</summary>
    public static string KeyOf(string text) => ShortHash.Of(text, bytes: 8);
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
