using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using RootWatch.AwsSimulator.CloudTrail;

namespace RootWatch.AwsSimulator.Playback;

/// <summary>Where and when a record is to happen.</summary>
internal sealed record Placement(
    string Account, string Region, string EventId, DateTimeOffset EventTime, DateTimeOffset VisibleAt, bool Synthetic, string Origin);

/// <summary>Record -> event: writes what LookupEvents says beside a record, from the record itself.</summary>
/// <param name="aliasOf">The alias of an account; null where it has none.</param>
internal sealed class RecordFactory(Func<string, string?> aliasOf)
{
    public static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Sets the record's id and time to the placement's; everything else must fit already.</summary>
    public SimulatedEvent Place(JsonObject record, Placement at)
    {
        var eventTime = DateTimeOffset.FromUnixTimeSeconds(at.EventTime.ToUnixTimeSeconds());
        record["eventTime"] = eventTime.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        record["eventID"] = at.EventId;
        var identity = record["userIdentity"] as JsonObject;
        var eventName = Text(record, "eventName") ?? "";
        var alias = aliasOf(at.Account);
        if (alias is not null && Text(identity, "type") == "Root")
        {
            identity!["userName"] = alias;
        }

        return new SimulatedEvent
        {
            Account = at.Account,
            Region = at.Region,
            EventId = at.EventId,
            EventName = eventName,
            EventSource = Text(record, "eventSource") ?? "",
            EventTime = eventTime,
            VisibleAt = at.VisibleAt,
            Username = Username(identity, alias),
            AccessKeyId = Text(identity, "accessKeyId") is { Length: > 0 } key ? key : null,
            ReadOnly = ReadOnly(record, eventName),
            Resources = [.. Resources(record)],
            CloudTrailEvent = record.ToJsonString(Json),
            IsRoot = Text(identity, "type") == "Root",
            Synthetic = at.Synthetic,
            Origin = at.Origin,
        };
    }

    public static string? Text(JsonObject? node, string name) =>
        node?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>Root is found as "root" though its records carry no such name, or by its account's alias; a session goes by its session's name.</summary>
    private static string? Username(JsonObject? identity, string? alias)
    {
        var userName = Text(identity, "userName");
        return Text(identity, "type") switch
        {
            "Root" => alias ?? "root",
            "AssumedRole" or "FederatedUser" => Text(identity, "arn")?.Split('/')[^1] ?? userName,
            "AWSService" or "AWSAccount" => null,
            _ => userName is { Length: > 0 } ? userName : null,
        };
    }

    private static string ReadOnly(JsonObject record, string eventName) => record["readOnly"] switch
    {
        JsonValue value when value.TryGetValue(out bool flag) => flag ? "true" : "false",
        JsonValue value when value.TryGetValue(out string? text) => text.ToLowerInvariant(),
        _ => eventName.StartsWith("Get", StringComparison.Ordinal) || eventName.StartsWith("List", StringComparison.Ordinal)
            || eventName.StartsWith("Describe", StringComparison.Ordinal) ? "true" : "false",
    };

    private static IEnumerable<EventResource> Resources(JsonObject record) =>
        (record["resources"] as JsonArray ?? [])
            .OfType<JsonObject>()
            .Select(resource => (Type: Text(resource, "type"), Name: Text(resource, "ARN")))
            .Where(resource => resource.Name is not null)
            .Select(resource => new EventResource(resource.Type, resource.Name!));
}
