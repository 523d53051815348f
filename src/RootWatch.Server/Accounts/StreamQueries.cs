using System.Collections.Concurrent;
using RootWatch.Aws;
using RootWatch.Aws.CloudTrail;

namespace RootWatch.Server.Accounts;

/// <summary>Which stream of an account: a query in a region, and for <see cref="StreamQuery.Alias"/> the alias it asks for.</summary>
internal readonly record struct StreamName(string Region, StreamQuery Query, string? Alias = null)
{
    public LookupAttribute Attribute => StreamQueries.Attribute(Query, Alias);

    /// <summary>As people read it: <c>Username=root</c>.</summary>
    public string Asked => $"{Attribute.AttributeKey}={Attribute.AttributeValue}";

    public string Key => Query == StreamQuery.Alias ? $"{Region}/{Asked}" : StreamQueries.KeyOf(Region, Query);
}

/// <summary>What each stream asks for, which streams an account has, and which of them an event belongs to.</summary>
internal static class StreamQueries
{
    public const string RootName = "root";
    public const string SignInSource = "signin.amazonaws.com";
    public const string AccountSource = "account.amazonaws.com";

    private static readonly LookupAttribute Root = new("Username", RootName);
    private static readonly LookupAttribute SignIn = new("EventSource", SignInSource);
    private static readonly LookupAttribute Account = new("EventSource", AccountSource);

    /// <summary>The keys of what is asked in known regions, which every account has again and again.</summary>
    private static readonly ConcurrentDictionary<(string Region, StreamQuery Query), string> Keys = new();

    /// <summary>Of any stream but an alias's.</summary>
    public static string KeyOf(string region, StreamQuery query)
    {
        if (Keys.TryGetValue((region, query), out string? known))
        {
            return known;
        }

        LookupAttribute asked = Attribute(query, null);
        string key = $"{region}/{asked.AttributeKey}={asked.AttributeValue}";
        // A region's name may come from outside.
        return AwsRegions.IsKnown(region) ? Keys.GetOrAdd((region, query), key) : key;
    }

    public static LookupAttribute Attribute(StreamQuery query, string? alias) => query switch
    {
        StreamQuery.Root => Root,
        StreamQuery.SignIn => SignIn,
        StreamQuery.Account => Account,
        _ => new LookupAttribute("Username", alias ?? throw new InvalidOperationException("an alias stream has no alias")),
    };

    /// <summary>
    /// The streams to read: the home region's first, since root cannot sign in anywhere else, and what it does to the
    /// account itself is recorded there.
    /// </summary>
    public static IEnumerable<StreamName> Of(string homeRegion, IEnumerable<string> regions, IEnumerable<string> aliases) =>
        new StreamName[] { new(homeRegion, StreamQuery.Root), new(homeRegion, StreamQuery.SignIn), new(homeRegion, StreamQuery.Account) }
            .Concat(aliases.Select(alias => new StreamName(homeRegion, StreamQuery.Alias, alias)))
            .Concat(regions.Where(region => region != homeRegion).Distinct().Order(StringComparer.Ordinal).Select(region => new StreamName(region, StreamQuery.Root)));

    /// <summary>
    /// True if an event is this stream's to take. Queries overlap, and each stream forgets ids at its own time, so an
    /// event that two of them meet is given to one for good, by what AWS says beside the record: never by what was seen before.
    /// </summary>
    public static bool Owns(this StreamQuery query, Event e) => query switch
    {
        StreamQuery.Root => true,
        StreamQuery.Alias => e.Username != RootName && e.EventSource is not (SignInSource or AccountSource),
        _ => e.Username != RootName,
    };
}
