using RootWatch.Detection.Rules;

namespace RootWatch.Server.Accounts;

/// <summary>
/// Which streams show a rule its events, worked out from the rule's reach. What others than root do is shown only where a
/// stream asks for the whole event source; the rest is for <c>rootwatch scan</c>, which is given whole trails.
/// </summary>
/// <param name="Streams">At least one of these meets an event that the rule is about.</param>
/// <param name="ScanOnly">Event sources of which the rule also wants what others than root do, and no stream shows that; "*" for all.</param>
internal sealed record RuleSight(Rule Rule, IReadOnlyList<StreamQuery> Streams, IReadOnlyList<string> ScanOnly)
{
    public static RuleSight Of(Rule rule)
    {
        RuleReach reach = rule.Reach;
        string[] sources = [.. reach.Calls.Select(call => call.Source).Concat(reach.Sources).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        bool root = reach.Root || reach.Every || sources.Length > 0;
        List<StreamQuery> streams = root ? [StreamQuery.Root, StreamQuery.Alias] : [];
        foreach ((string source, StreamQuery stream) in ((string, StreamQuery)[])[(StreamQueries.SignInSource, StreamQuery.SignIn), (StreamQueries.AccountSource, StreamQuery.Account)])
        {
            // What root does there is met by both, under whichever name.
            if (root && (reach.Root || reach.Every || sources.Contains(source)))
            {
                streams.Add(stream);
            }
        }

        return new RuleSight(rule, streams, [.. sources.Where(source => source is not (StreamQueries.SignInSource or StreamQueries.AccountSource)), .. reach.Every ? ["*"] : Array.Empty<string>()]);
    }

    /// <summary>The line of docs/architecture.md: event sources that no stream shows whole, though a rule wants what anybody does there.</summary>
    public static string ScanOnlyLine(IEnumerable<Rule> rules) =>
        $"Seen only in a scan: {string.Join(", ", rules.SelectMany(rule => Of(rule).ScanOnly).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(source => $"`{source}`"))}.";
}
