using System.Text.Json;
using System.Text.Json.Serialization;
using RootWatch.Detection.Alerts;

namespace RootWatch.Server.Alerts;

/// <summary>The form in which an alert lies in outboxes and logs. Fields may be added; none may change its meaning.</summary>
internal static class AlertJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter<Severity>(JsonNamingPolicy.CamelCase) },
    };

    public static string Write(Alert alert) => JsonSerializer.Serialize(alert, Options);

    /// <summary>False if it is no alert of these rules, for certain: what an alert quotes has no quotation marks that are not escaped.</summary>
    public static bool MayBeOf(IEnumerable<string> ruleIds, string json) => ruleIds.Any(rule => json.Contains($"\"{rule}\"", StringComparison.Ordinal));

    public static Alert Read(string json) =>
        JsonSerializer.Deserialize<Alert>(json, Options) ?? throw new JsonException("an alert is stored as null");
}
