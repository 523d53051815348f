using System.Text.RegularExpressions;

namespace RootWatch.Detection.Tenants;

/// <summary>What may name a tenant: it becomes a grain key, a metric label and part of a file name.</summary>
public static partial class TenantId
{
    /// <summary>In a token: every tenant. Never the id of one.</summary>
    public const string All = "*";

    public const string Rule = "use 1 to 63 letters, digits, '-', '_' and '.', beginning with a letter or digit";

    public static bool IsValid(string id) => Pattern().IsMatch(id);

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,62}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
