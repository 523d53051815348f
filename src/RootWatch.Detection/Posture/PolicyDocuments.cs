using System.IO.Enumeration;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace RootWatch.Detection.Posture;

/// <summary>Who may take a role.</summary>
/// <param name="NeedsExternalId">Each statement that lets somebody take it asks for one fixed external id.</param>
/// <param name="Principals">ARNs and account ids; <c>Service:…</c> and <c>Federated:…</c> for others than AWS principals.</param>
/// <param name="Fingerprint">The same for the same text.</param>
public sealed record TrustPolicy(bool NeedsExternalId, IReadOnlyList<string> Principals, string Fingerprint);

/// <summary>Reads what IAM policy documents say about root and about the monitoring role. What cannot be read is null, or no.</summary>
public static class PolicyDocuments
{
    private const string AssumeRole = "sts:AssumeRole";

    /// <summary>
    /// True if a statement denies everything on everything to root, and nothing but root's ARN decides: whoever adds a
    /// condition has made an exception. Only the sessions that the organization opens may be one, since central root access
    /// lives by them, and AWS's own sample policies and Control Tower's control leave them out so.
    /// </summary>
    public static bool DeniesRoot(string document, string rootArn) => Statements(document)?.Any(statement =>
        Text(statement, "Effect") == "Deny"
        && Texts(statement, "Action").Contains("*")
        && Texts(statement, "Resource").Contains("*")
        && IsRootAlone(statement, rootArn)) == true;

    /// <summary>Null if it is no policy document.</summary>
    public static TrustPolicy? ReadTrust(string document)
    {
        if (Statements(document) is not { } statements)
        {
            return null;
        }

        JsonElement[] opening =
        [
            .. statements.Where(statement => Text(statement, "Effect") == "Allow" && Covers(statement, AssumeRole)),
        ];
        return new TrustPolicy(
            opening.Length > 0 && opening.All(NeedsExternalId),
            [.. opening.SelectMany(Principals).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(document)).AsSpan(0, 8)));
    }

    /// <summary>The actions that the document allows and that are not among the needed ones, as it spells them. Null if it is no policy document.</summary>
    public static IReadOnlyList<string>? AllowedBeyond(string document, IReadOnlyCollection<string> needed) => Statements(document) is not { } statements
        ? null
        :
        [
            .. statements.Where(statement => Text(statement, "Effect") == "Allow").SelectMany(statement =>
                Texts(statement, "Action").Where(action => !needed.Contains(action, StringComparer.OrdinalIgnoreCase))
                    .Concat(Texts(statement, "NotAction").Select(action => $"everything but {action}"))),
        ];

    /// <summary>True if a statement allows the action, whatever conditions it has. What other statements deny is not looked at.</summary>
    public static bool Allows(string document, string action) => Statements(document)?.Any(statement =>
        Text(statement, "Effect") == "Allow" && Covers(statement, action)) == true;

    /// <summary>The statement is about the action: it names it, or names only others that it is not about.</summary>
    private static bool Covers(JsonElement statement, string action) =>
        Texts(statement, "Action").Any(pattern => Fits(pattern, action, ignoreCase: true))
        || (statement.TryGetProperty("NotAction", out _) && !Texts(statement, "NotAction").Any(pattern => Fits(pattern, action, ignoreCase: true)));

    private static bool IsRootAlone(JsonElement statement, string rootArn)
    {
        if (!statement.TryGetProperty("Condition", out var condition) || condition.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        JsonProperty[] operators = [.. condition.EnumerateObject().Where(one => !SparesAssumedRootAlone(one))];
        return operators is [{ Value.ValueKind: JsonValueKind.Object } only]
            && Operator(only.Name) is "StringLike" or "ArnLike" or "StringEquals" or "ArnEquals" or "StringEqualsIgnoreCase"
            && only.Value.EnumerateObject().ToArray() is [var key]
            && string.Equals(key.Name, "aws:PrincipalArn", StringComparison.OrdinalIgnoreCase)
            && Texts(only.Value, key.Name).Any(pattern => Fits(Operator(only.Name), pattern, rootArn));
    }

    /// <summary>True of a condition that a request of root fails only in a session of sts AssumeRoot: the key is in no other.</summary>
    private static bool SparesAssumedRootAlone(JsonProperty condition) =>
        condition.Value.ValueKind == JsonValueKind.Object
        && condition.Value.EnumerateObject().ToArray() is [var key]
        && string.Equals(key.Name, "aws:AssumedRoot", StringComparison.OrdinalIgnoreCase)
        && (condition.Name, key.Value.ToString().Trim('[', ']', '"').ToUpperInvariant()) is ("Null", "TRUE") or ("BoolIfExists", "FALSE");

    // With a plain comparison a star is a star.
    private static bool Fits(string comparison, string pattern, string rootArn) =>
        comparison.StartsWith("StringEquals", StringComparison.Ordinal) ? pattern == rootArn : Fits(pattern, rootArn, ignoreCase: false);

    /// <summary>With a star for any characters and a question mark for one, as policies have it.</summary>
    private static bool Fits(string pattern, string text, bool ignoreCase) => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase);

    /// <summary>The operator without the set operator before it and IfExists behind it.</summary>
    private static string Operator(string name) => name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..].Replace("IfExists", "", StringComparison.Ordinal);

    private static bool NeedsExternalId(JsonElement statement) =>
        statement.TryGetProperty("Condition", out var condition) && condition.ValueKind == JsonValueKind.Object
        && condition.EnumerateObject().Any(comparison =>
            comparison.Name is "StringEquals" or "StringEqualsIgnoreCase" or "StringLike" && comparison.Value.ValueKind == JsonValueKind.Object
            && comparison.Value.EnumerateObject().Any(key =>
                string.Equals(key.Name, "sts:ExternalId", StringComparison.OrdinalIgnoreCase)
                && Texts(comparison.Value, key.Name).ToArray() is { Length: > 0 } ids && ids.All(id => comparison.Name != "StringLike" || !id.AsSpan().ContainsAny('*', '?'))));

    private static IEnumerable<string> Principals(JsonElement statement)
    {
        if (!statement.TryGetProperty("Principal", out var principal))
        {
            // NotPrincipal lets everybody else in.
            return ["*"];
        }

        return principal.ValueKind == JsonValueKind.String ? [principal.GetString()!]
            : principal.ValueKind != JsonValueKind.Object ? ["*"]
            : principal.EnumerateObject().SelectMany(kind => Texts(principal, kind.Name).Select(one => kind.Name == "AWS" ? one : $"{kind.Name}:{one}"));
    }

    /// <summary>Null if the text is no policy document.</summary>
    private static JsonElement[]? Statements(string document)
    {
        try
        {
            var root = JsonElement.Parse(document);
            return root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("Statement", out var statement) ? null
                : statement.ValueKind switch
                {
                    JsonValueKind.Object => [statement],
                    JsonValueKind.Array => [.. statement.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object)],
                    _ => null,
                };
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>One text or a list of them, as policies have it.</summary>
    private static IEnumerable<string> Texts(JsonElement element, string name) => !element.TryGetProperty(name, out var value) ? []
        : value.ValueKind == JsonValueKind.String ? [value.GetString()!]
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)
        : [];
}
