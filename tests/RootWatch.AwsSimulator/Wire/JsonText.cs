using System.Text.Json;

namespace RootWatch.AwsSimulator.Wire;

internal static class JsonText
{
    /// <summary>The member's text; null if it is absent, null, or no text.</summary>
    public static string? OfString(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
