namespace RootWatch.Detection.Traces;

/// <summary>Which episodes a person was told of, by rule: an episode is told once, however its events arrive.</summary>
public sealed record ToldEpisodes
{
    /// <summary>
    /// Only a flood has more. Once there are so many, episodes from before the oldest that is kept count as told: whether
    /// they were is not known any more, and telling twice is worse than one alert less of a flood. A rule whose episodes
    /// anybody outside can multiply has a bound of its own.
    /// </summary>
    public const int PerRuleMax = 100;

    public static ToldEpisodes Empty { get; } = new();

    /// <summary>By rule id, in order of the episodes' times; the oldest go first.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<TraceEntry>> ByRule { get; init; } = new Dictionary<string, IReadOnlyList<TraceEntry>>();

    public bool Contains(string ruleId, string episode, DateTimeOffset at, int countMax = PerRuleMax)
    {
        var told = ByRule.GetValueOrDefault(ruleId, []);
        if (told.Count == 0)
        {
            return false;
        }

        var entry = new TraceEntry(at.ToUnixTimeSeconds(), TraceMark.Of(episode));
        var key = entry.Key;
        // Nearly always With has made it.
        foreach (var other in told as TraceEntry[] ?? [.. told])
        {
            if (other.Key == key)
            {
                return true;
            }
        }

        return told.Count >= countMax && TraceEntry.Order.Compare(entry, told[0]) < 0;
    }

    public ToldEpisodes With(string ruleId, string episode, DateTimeOffset at, int countMax = PerRuleMax)
    {
        var entry = new TraceEntry(at.ToUnixTimeSeconds(), TraceMark.Of(episode));
        var told = InOrder.With(ByRule.GetValueOrDefault(ruleId, []), entry, TraceEntry.Order, countMax);
        return new ToldEpisodes { ByRule = new Dictionary<string, IReadOnlyList<TraceEntry>>(ByRule) { [ruleId] = told } };
    }
}
