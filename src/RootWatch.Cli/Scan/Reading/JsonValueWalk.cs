using System.Buffers;
using System.Text.Json;

namespace RootWatch.Cli.Scan.Reading;

/// <summary>What a walk over a value came to.</summary>
internal enum JsonValueEnd
{
    Complete,

    /// <summary>At an array in it whose elements are the objects.</summary>
    Container,
    Broken,

    /// <summary>The stream ended before the value.</summary>
    Cut,

    /// <summary>It is complete, and more than anybody can use.</summary>
    TooLarge,
}

/// <summary>Walks over the JSON value that the window begins with, and brings in as much of it as that takes.</summary>
internal sealed class JsonValueWalk(ByteWindow window)
{
    /// <summary>CloudTrail's largest record is 1 MiB; a LookupEvents entry holds it once more, escaped.</summary>
    public const int BytesMax = 8 * 1024 * 1024;

    // The reader's error quotes all that it was shown behind a misspelt literal: of many broken lines, each would quote the window.
    private const int ShownAtOnce = 4 * 1024;

    private static readonly SearchValues<byte> NumberSigns = SearchValues.Create("0123456789+-.eE"u8);

    private static ReadOnlySpan<byte> JsonSpace => " \t\r\n"u8;

    private static readonly JsonReaderOptions Lenient = new()
    {
        AllowTrailingCommas = true,
        // Depth costs one bit here; EventDecoder has the limit that counts.
        MaxDepth = int.MaxValue,
    };

    /// <summary>
    /// <paramref name="length"/> is the value's length, or how far the walk came, or (for a container) where the first
    /// element can begin.
    /// </summary>
    public JsonValueEnd Walk(bool lookForContainer, out int length)
    {
        var state = new JsonReaderState(Lenient);
        var discarded = false;
        var containerNamed = false;
        var isRecord = false;
        var step = ShownAtOnce;
        length = 0;
        while (true)
        {
            var isAll = window.Pending.Length - length <= step;
            var isLast = isAll && window.Ended;
            var shown = isAll ? window.Pending[length..] : window.Pending.Slice(length, step);
            var reader = new Utf8JsonReader(shown, isLast, state);
            try
            {
                while (reader.Read())
                {
                    if (lookForContainer && !discarded && reader.CurrentDepth == 1)
                    {
                        if (containerNamed && reader.TokenType == JsonTokenType.StartArray)
                        {
                            length += (int)reader.BytesConsumed;
                            return JsonValueEnd.Container;
                        }

                        var isName = reader.TokenType == JsonTokenType.PropertyName;
                        isRecord |= isName && IsRecordsOwn(reader.ValueSpan);
                        containerNamed = isName && !isRecord && IsContainerName(reader.ValueSpan);
                    }

                    if (reader.CurrentDepth == 0 && reader.TokenType is not (JsonTokenType.StartObject or JsonTokenType.StartArray))
                    {
                        length += (int)reader.BytesConsumed;
                        return discarded ? JsonValueEnd.TooLarge : JsonValueEnd.Complete;
                    }
                }
            }
            catch (JsonException)
            {
                var isCut = isLast && LacksOnlyItsEnd(shown, state);
                length += (int)reader.BytesConsumed;
                return isCut ? JsonValueEnd.Cut : JsonValueEnd.Broken;
            }

            length += (int)reader.BytesConsumed;
            state = reader.CurrentState;
            // The reader begins an unfinished token again.
            step = reader.BytesConsumed > 0 ? ShownAtOnce : step * 2;
            if (length > BytesMax)
            {
                // Nobody can use it any more; walk on to its end without holding it.
                discarded = true;
                window.Advance(length);
                length = 0;
            }

            if (!isAll)
            {
                continue;
            }

            if (window.Pending.Length - length > BytesMax)
            {
                return JsonValueEnd.Broken;
            }

            if (window.Ended)
            {
                return JsonValueEnd.Cut;
            }

            FillForToken(window.Pending.Length - length);
        }
    }

    /// <summary>
    /// The reader begins an unfinished token again each time, so each time it must get twice as much of it: a long string
    /// that arrives in small reads would otherwise cost the square of its length.
    /// </summary>
    public void FillForToken(int unfinished) => window.FillTo(window.Pending.Length + Math.Max(unfinished, 1));

    /// <summary>The text, whole, is JSON values.</summary>
    public static bool IsJson(ReadOnlySpan<byte> text) =>
        !HoldsOtherWords(text) && CanBeRead(new Utf8JsonReader(text, new JsonReaderOptions { AllowMultipleValues = true }));

    /// <summary>
    /// A word that is no value, before anything but numbers, as every line of a flow log or an access log has one. To hear it
    /// from the reader costs an exception for each line. False: only the reader knows.
    /// </summary>
    private static bool HoldsOtherWords(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            text = text.TrimStart(JsonSpace);
            if (text.IsEmpty || text[0] is (byte)'"' or (byte)'{' or (byte)'[' || StartsWithLiteral(text))
            {
                return false;
            }

            var end = text.IndexOfAny(JsonSpace);
            var word = end < 0 ? text : text[..end];
            if (word.ContainsAnyExcept(NumberSigns))
            {
                return true;
            }

            text = text[word.Length..];
        }
    }

    private static bool StartsWithLiteral(ReadOnlySpan<byte> text) =>
        text.StartsWith("true"u8) || text.StartsWith("false"u8) || text.StartsWith("null"u8);

    public static bool IsContainerName(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("Records"u8) || name.SequenceEqual("Events"u8)
        || name.SequenceEqual("logEvents"u8) || name.SequenceEqual("events"u8);

    /// <summary>Surely none: by how the names end.</summary>
    public static bool NamesNoContainer(ReadOnlySpan<byte> text) => text.IndexOf("ords\""u8) < 0 && text.IndexOf("vents\""u8) < 0;

    /// <summary>What has begun as a record is one, whatever lists it goes on with: as the place of others it would be lost itself.</summary>
    private static bool IsRecordsOwn(ReadOnlySpan<byte> name) =>
        name.SequenceEqual("eventVersion"u8) || name.SequenceEqual("userIdentity"u8) || name.SequenceEqual("eventName"u8);

    /// <summary>At the end of the stream the reader calls an unfinished value invalid; it is cut if more could mend it.</summary>
    private static bool LacksOnlyItsEnd(ReadOnlySpan<byte> rest, JsonReaderState state) =>
        CanBeRead(new Utf8JsonReader(rest, isFinalBlock: false, state));

    private static bool CanBeRead(Utf8JsonReader reader)
    {
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
