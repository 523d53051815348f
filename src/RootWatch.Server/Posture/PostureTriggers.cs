using System.Collections.Frozen;
using System.Text.Json;

namespace RootWatch.Server.Posture;

/// <summary>Which records say that the account may be set up differently now.</summary>
internal static class PostureTriggers
{
    private static readonly FrozenSet<string> Sources = new[]
    {
        "iam.amazonaws.com", "account.amazonaws.com", "organizations.amazonaws.com", "cloudtrail.amazonaws.com", "config.amazonaws.com",
        "guardduty.amazonaws.com", "securityhub.amazonaws.com",
    }.ToFrozenSet(StringComparer.Ordinal);

    // What was done before this is in the facts already.
    private static readonly TimeSpan Recent = TimeSpan.FromHours(1);

    public static bool IsChange(string record, DateTimeOffset? time, DateTimeOffset now)
    {
        if (time is { } at && now - at > Recent)
        {
            return false;
        }

        try
        {
            var read = JsonElement.Parse(record);
            return read.ValueKind == JsonValueKind.Object && IsChange(Text(read, "eventSource"), Text(read, "eventName"), read);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsChange(string? source, string? name, JsonElement record) =>
        source == "signin.amazonaws.com" ? name is "PasswordUpdated" or "EmailUpdated" or "PasswordRecoveryCompleted"
        : source is not null && Sources.Contains(source)
            && !(record.TryGetProperty("readOnly", out var readOnly) && readOnly.ValueKind == JsonValueKind.True)
            && Text(record, "errorCode") is null;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
