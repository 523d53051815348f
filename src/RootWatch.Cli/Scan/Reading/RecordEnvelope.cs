using System.Text.Json;

namespace RootWatch.Cli.Scan.Reading;

/// <summary>
/// Opens what holds a record as text: an entry of a LookupEvents page (<c>CloudTrailEvent</c>) or of a CloudWatch Logs
/// export (<c>message</c>), or nothing but a string. Anything else is handed back as it came.
/// </summary>
internal sealed class RecordEnvelope
{
    private byte[] _buffer = [];
    private int _used;

    /// <summary>Valid until the next one is opened.</summary>
    public ReadOnlyMemory<byte> Open(ReadOnlyMemory<byte> json)
    {
        _used = 0;
        if (json.Span.StartsWith("{\"eventVersion\""u8))
        {
            // As CloudTrail begins a record; what is one holds none.
            return json;
        }

        // Vectorised, so that the usual record costs no third walk.
        var isText = json.Span.StartsWith("\""u8);
        if (!isText && json.Span.IndexOf("\"CloudTrailEvent\""u8) < 0 && json.Span.IndexOf("\"message\""u8) < 0)
        {
            return json;
        }

        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { AllowTrailingCommas = true, MaxDepth = int.MaxValue });
        try
        {
            if (isText && reader.Read())
            {
                return Unescape(ref reader);
            }

            var held = ReadOnlyMemory<byte>.Empty;
            while (reader.Read())
            {
                if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName)
                {
                    continue;
                }

                var isLookupEvent = reader.ValueTextEquals("CloudTrailEvent"u8);
                if (reader.ValueTextEquals("userIdentity"u8) || reader.ValueTextEquals("eventVersion"u8) || reader.ValueTextEquals("eventName"u8))
                {
                    return json;
                }

                if (!isLookupEvent && !reader.ValueTextEquals("message"u8))
                {
                    reader.Skip();
                    continue;
                }

                reader.Read();
                if (reader.TokenType == JsonTokenType.String)
                {
                    var text = Unescape(ref reader);
                    held = isLookupEvent || text.Span.TrimStart(" \t\r\n"u8).StartsWith("{"u8) ? text : held;
                }
                else if (isLookupEvent && reader.TokenType == JsonTokenType.StartObject)
                {
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    held = json[start..(int)reader.BytesConsumed];
                }
            }

            return held.IsEmpty ? json : held;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Text that is no Unicode. EventDecoder says what is wrong with it.
            return json;
        }
    }

    private ReadOnlyMemory<byte> Unescape(ref Utf8JsonReader reader)
    {
        if (_buffer.Length - _used < reader.ValueSpan.Length)
        {
            _buffer = new byte[Math.Max(reader.ValueSpan.Length, 2 * _buffer.Length)];
            _used = 0;
        }

        var text = _buffer.AsMemory(_used);
        text = text[..reader.CopyString(text.Span)];
        _used += text.Length;
        return text;
    }
}
