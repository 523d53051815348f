using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

internal static class AccountService
{
    public const string Source = "account.amazonaws.com";

    /// <summary>Its API spells names with a capital, and so do some records: <c>RegionName</c> beside <c>regionName</c>.</summary>
    public static string Parameter(CloudTrailEvent e, string name) =>
        e.Parameter(name) is { Length: > 0 } text ? text : e.Parameter(char.ToUpperInvariant(name[0]) + name[1..]);
}
