namespace RootWatch.Detection.Traces;

/// <summary>Which episodes a person was told of, by rule: an episode is told once, however its events arrive.</summary>
public sealed record ToldEpisodes
{
    /// <summary>More than a trace within its bounds can hold episodes of one rule at a time.</summary>
    public const int PerRuleMax = 100;

    public static ToldEpisodes Empty { get; } = new();

    /// <summary>By rule id, in order of the episodes' times; the oldest go first.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<TraceEntry>> ByRule { get; init; } = new Dictionary<string, IReadOnlyList<TraceEntry>>();

    public bool Contains(string ruleId, string episode)
    {
        var key = TraceEntry.KeyOf(episode);
        return ByRule.GetValueOrDefault(ruleId, []).Any(told => told.Key == key);
    }

    public ToldEpisodes With(string ruleId, string episode, DateTimeOffset at)
    {
        var told = ByRule.GetValueOrDefault(ruleId, []).Append(new TraceEntry(at.ToUnixTimeSeconds(), TraceEntry.KeyOf(episode))).Order(TraceEntry.Order);
        return new ToldEpisodes
        {
            ByRule = new Dictionary<string, IReadOnlyList<TraceEntry>>(ByRule) { [ruleId] = [.. told.TakeLast(PerRuleMax)] },
        };
    }
}
