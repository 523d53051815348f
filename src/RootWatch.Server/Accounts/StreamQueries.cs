using RootWatch.Aws.CloudTrail;

namespace RootWatch.Server.Accounts;

/// <summary>What each stream asks for, and which streams an account has.</summary>
internal static class StreamQueries
{
    private static readonly LookupAttribute Root = new("Username", "root");
    private static readonly LookupAttribute SignIn = new("EventSource", "signin.amazonaws.com");

    public static LookupAttribute Attribute(this StreamQuery query) => query == StreamQuery.Root ? Root : SignIn;

    public static string Name(this StreamQuery query) => $"{query.Attribute().AttributeKey}={query.Attribute().AttributeValue}";

    public static string KeyOf(string region, StreamQuery query) => $"{region}/{query.Name()}";

    /// <summary>The streams to read: the home region's first, since root cannot sign in anywhere else.</summary>
    public static IEnumerable<(string Region, StreamQuery Query)> Of(string homeRegion, IEnumerable<string> regions) =>
        new[] { (homeRegion, StreamQuery.Root), (homeRegion, StreamQuery.SignIn) }
            .Concat(regions.Where(region => region != homeRegion).Distinct().Order(StringComparer.Ordinal).Select(region => (region, StreamQuery.Root)));
}
