using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RootWatch.Server.Accounts;

/// <summary>An event that a push brought and no poll has shown yet.</summary>
/// <param name="Second">Its time, as a Unix time.</param>
/// <param name="Digest">Of what the record said.</param>
/// <param name="AlertIds">The alerts about it.</param>
internal sealed record PushedEvent(long Second, string Digest, ImmutableList<string> AlertIds);

/// <summary>
/// The events that were pushed, until a poll shows them. An event that says the same then is the same and is dropped. One
/// that says something else is believed: whoever could write into the queue must not be able to hide an event by sending
/// another one under its id beforehand. Pure.
/// </summary>
internal static class PushedEvents
{
    /// <summary>More are left to the polls: the account's document is written as a whole.</summary>
    public const int CountMax = 1000;

    /// <summary>Ids of events that polls brought are kept for longer than this in every stream, so that none comes anew by push.</summary>
    public static readonly TimeSpan AgeMax = CloudTrailTail.MidReach;

    /// <summary>The clocks of AWS's own machines are no further apart.</summary>
    public static readonly TimeSpan AheadMax = TimeSpan.FromMinutes(5);

    public static ImmutableDictionary<string, PushedEvent> None { get; } = ImmutableDictionary.Create<string, PushedEvent>(StringComparer.Ordinal);

    /// <summary>Takes off the list what a poll shows, and keeps of the poll's events those that are news.</summary>
    /// <param name="told">Gets the alerts that were raised already about an event that says something else than was pushed.</param>
    public static (ImmutableDictionary<string, PushedEvent> Pushed, IReadOnlyList<NewEvent> News) Meet(
        ImmutableDictionary<string, PushedEvent> pushed, IReadOnlyList<NewEvent> events, ISet<string> told)
    {
        if (pushed.IsEmpty)
        {
            return (pushed, events);
        }

        List<NewEvent> news = [];
        foreach (NewEvent e in events)
        {
            if (!pushed.TryGetValue(e.Key, out PushedEvent? before))
            {
                news.Add(e);
                continue;
            }

            pushed = pushed.Remove(e.Key);
            if (before.Digest != DigestOf(e.Record))
            {
                news.Add(e);
                told.UnionWith(before.AlertIds);
            }
        }

        return (pushed, news);
    }

    /// <summary>Drops what no sweep can meet any more: EventBridge delivered it and CloudTrail never showed it, or it was made up.</summary>
    /// <param name="read">The streams that are read at present.</param>
    public static ImmutableDictionary<string, PushedEvent> Forget(
        ImmutableDictionary<string, PushedEvent> pushed, IReadOnlyCollection<StreamState> read, DateTimeOffset now)
    {
        if (pushed.IsEmpty)
        {
            return pushed;
        }

        DateTimeOffset from = read.SelectMany(stream => stream.Holes.Select(hole => (DateTimeOffset?)hole.Start).Append(stream.Watermark))
            .Append(now - CloudTrailTail.DeepReach - TimeSpan.FromHours(1)).Min()!.Value;
        return pushed.RemoveRange(pushed.Where(pair => pair.Value.Second < from.ToUnixTimeSeconds()).Select(pair => pair.Key));
    }

    /// <summary>Of what a record says, however its text is spaced and ordered.</summary>
    public static string DigestOf(string record)
    {
        using MemoryStream canonical = new();
        try
        {
            using JsonDocument document = JsonDocument.Parse(record, new JsonDocumentOptions { MaxDepth = 256 });
            using Utf8JsonWriter writer = new(canonical, new JsonWriterOptions { MaxDepth = 256 });
            Write(writer, document.RootElement);
        }
        catch (Exception trouble) when (trouble is JsonException or InvalidOperationException)
        {
            canonical.SetLength(0);
            canonical.Write(Encoding.UTF8.GetBytes(record));
        }

        return Convert.ToHexStringLower(SHA256.HashData(canonical.GetBuffer().AsSpan(0, (int)canonical.Length)).AsSpan(0, 16));
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (JsonProperty property in element.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }
}
