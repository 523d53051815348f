using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace RootWatch.Detection.Events;

/// <summary>Why a record could not be read.</summary>
public enum UnreadableReason
{
    NotJson,
    NotAnObject,

    /// <summary>More than <see cref="EventDecoder.RecordBytesMax"/>.</summary>
    TooLarge,

    /// <summary>Nested more than <see cref="EventDecoder.DepthMax"/> deep.</summary>
    TooDeep,

    /// <summary>JSON of something else: it names neither what was done nor who did it.</summary>
    NotARecord,

    /// <summary>A record whose userIdentity is a text or a list, or in pieces: root's and anybody else's look the same.</summary>
    IdentityUnreadable,
}

public static class UnreadableReasons
{
    /// <summary>Snake case, for metric labels and for people: <c>not_json</c>.</summary>
    public static string Label(UnreadableReason reason) => reason switch
    {
        UnreadableReason.NotJson => "not_json",
        UnreadableReason.NotAnObject => "not_an_object",
        UnreadableReason.TooLarge => "too_large",
        UnreadableReason.TooDeep => "too_deep",
        UnreadableReason.NotARecord => "not_a_record",
        UnreadableReason.IdentityUnreadable => "identity_unreadable",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "No such reason."),
    };
}

/// <summary>Either an event or why not.</summary>
public readonly record struct DecodeOutcome(CloudTrailEvent? Event, UnreadableReason? Unreadable);

/// <summary>
/// Record text -> event. Never throws on any input. An EventBridge envelope (<c>detail</c>), a LookupEvents entry
/// (<c>CloudTrailEvent</c>) and a labelled test row (<c>event</c>) are opened if what holds them is no record itself.
/// </summary>
public static class EventDecoder
{
    /// <summary>The largest record known has 66 kB; CloudTrail's own limit is 256 kB.</summary>
    public const int RecordBytesMax = 1024 * 1024;

    /// <summary>
    /// The deepest record known has 11. The bound is far above, as what nests deeper goes unseen and the one who calls AWS
    /// chooses the nesting of his parameters.
    /// </summary>
    public const int DepthMax = 512;

    public static DecodeOutcome Decode(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > RecordBytesMax)
        {
            return new DecodeOutcome(null, UnreadableReason.TooLarge);
        }

        if (utf8.StartsWith("\uFEFF"u8))
        {
            utf8 = utf8[3..];
        }

        try
        {
            return RecordReader.Read(utf8);
        }
        catch (JsonException)
        {
            return new DecodeOutcome(null, TellWhy(utf8));
        }
    }

    public static DecodeOutcome Decode(JsonElement record) =>
        record.ValueKind == JsonValueKind.Undefined
            ? new DecodeOutcome(null, UnreadableReason.NotJson)
            : Decode(JsonMarshal.GetRawUtf8Value(record));

    public static DecodeOutcome Decode(string json)
    {
        if (json is null)
        {
            return new DecodeOutcome(null, UnreadableReason.NotJson);
        }

        // One UTF-16 unit is at least one byte, so what is longer than the bound need not be encoded to know it.
        if (json.Length > RecordBytesMax)
        {
            return new DecodeOutcome(null, UnreadableReason.TooLarge);
        }

        var rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(json.Length));
        try
        {
            return Decode(rented.AsSpan(0, Encoding.UTF8.GetBytes(json, rented)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Only what is refused is read twice, to tell a record nested too deeply from one that is no JSON.</summary>
    private static UnreadableReason TellWhy(ReadOnlySpan<byte> utf8)
    {
        var json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = RecordBytesMax });
        try
        {
            while (json.Read())
            {
                if (json.CurrentDepth >= DepthMax)
                {
                    return UnreadableReason.TooDeep;
                }
            }
        }
        catch (JsonException)
        {
        }

        return UnreadableReason.NotJson;
    }
}
