using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RootWatch.Aws.Wire;

/// <summary>Times of the JSON protocols: epoch seconds, whole or with a fraction; some services send ISO 8601. What is neither is no time, and spoils nothing else.</summary>
internal sealed class AwsTimeConverter : JsonConverter<DateTimeOffset?>
{
    public override DateTimeOffset? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Number when reader.TryGetDecimal(out decimal seconds) && seconds is > -62_135_596_800m and < 253_402_300_800m:
                return DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));
            case JsonTokenType.String when reader.TryGetDateTimeOffset(out var time):
                return time;
            default:
                reader.Skip();
                return null;
        }
    }

    public override void Write(Utf8JsonWriter writer, DateTimeOffset? value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Answers are only read.");
}

/// <summary>
/// Strings that may hold half a surrogate pair. JSON allows them escaped, .NET's reader refuses them, and one such record,
/// which anyone may cause, must not make its page unreadable for ever.
/// </summary>
internal sealed class AwsStringConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw new JsonException($"A string was expected, not {reader.TokenType}.");
        }

        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return Unescape(Encoding.UTF8.GetString(reader.HasValueSequence ? System.Buffers.BuffersExtensions.ToArray(reader.ValueSequence) : reader.ValueSpan));
        }
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Answers are only read.");

    // The reader has checked the escapes; only the pairing of surrogates is still open.
    private static string Unescape(string escaped)
    {
        var text = new StringBuilder(escaped.Length);
        for (int i = 0; i < escaped.Length; i++)
        {
            if (escaped[i] != '\\')
            {
                text.Append(escaped[i]);
                continue;
            }

            char kind = escaped[++i];
            if (kind == 'u')
            {
                text.Append((char)ushort.Parse(escaped.AsSpan(i + 1, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture));
                i += 4;
            }
            else
            {
                text.Append(kind switch { 'b' => '\b', 'f' => '\f', 'n' => '\n', 'r' => '\r', 't' => '\t', _ => kind });
            }
        }

        // Runes replace each lone half with U+FFFD.
        var paired = new StringBuilder(text.Length);
        foreach (var rune in text.ToString().EnumerateRunes())
        {
            paired.Append(rune.ToString());
        }

        return paired.ToString();
    }
}
