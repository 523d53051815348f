using System.Text.Json;

namespace RootWatch.AwsSimulator.Sts;

/// <summary>Whom a role's trust policy lets in, for the policies that tests write: Allow statements, AWS principals, a condition on the external id.</summary>
internal static class RoleTrust
{
    public static bool LetsIn(string policy, Credential caller, string? externalId)
    {
        using var document = JsonDocument.Parse(policy);
        return OneOrMany(document.RootElement.GetProperty("Statement")).Any(statement =>
            statement.GetProperty("Effect").GetString() == "Allow"
            && OneOrMany(statement.GetProperty("Action")).Any(action => action.GetString() is "sts:AssumeRole" or "sts:*" or "*")
            && Names(statement.GetProperty("Principal"), caller)
            && (!statement.TryGetProperty("Condition", out var condition) || Holds(condition, externalId)));
    }

    private static bool Names(JsonElement principal, Credential caller) =>
        principal.ValueKind == JsonValueKind.String ? principal.GetString() == "*"
        : principal.TryGetProperty("AWS", out var names) && OneOrMany(names).Any(name =>
            name.GetString() is { } text && (text == "*" || text == caller.Arn || text == caller.Account || text == $"arn:aws:iam::{caller.Account}:root"));

    /// <summary>Every comparison must hold; one of a key that was not sent does not.</summary>
    private static bool Holds(JsonElement condition, string? externalId) => condition.EnumerateObject().All(comparison =>
        comparison.Value.EnumerateObject().All(key => key.Name == "sts:ExternalId" && externalId is not null && OneOrMany(key.Value).Any(wanted => comparison.Name switch
        {
            "StringEquals" => wanted.GetString() == externalId,
            "StringLike" => wanted.GetString() == "*" || wanted.GetString() == externalId,
            _ => throw new NotSupportedException($"the simulated STS does not know the comparison {comparison.Name}"),
        })));

    private static JsonElement[] OneOrMany(JsonElement element) => element.ValueKind == JsonValueKind.Array ? [.. element.EnumerateArray()] : [element];
}
