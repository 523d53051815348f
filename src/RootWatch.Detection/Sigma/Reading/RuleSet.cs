namespace RootWatch.Detection.Sigma.Reading;

/// <summary>A rule that can be used by itself; what it is called depends on the others.</summary>
/// <param name="Name">By which correlations may speak of it; may be empty.</param>
/// <param name="Place">Where it begins.</param>
/// <param name="Build">Makes the rule of its id.</param>
internal sealed record RuleDraft(RuleIdentity Identity, string Name, SigmaMap Place, SigmaProblems Problems, Func<string, SigmaRule> Build);

/// <summary>The rules of all files, which are judged together once all are read, so that the order of the files means nothing.</summary>
internal sealed class RuleSet
{
    public const int RulesMax = 5_000;

    private readonly List<RuleDraft> _drafts = [];

    /// <summary>Names of rules, and identities out of their ids -> the title of the correlation that they are parts of.</summary>
    private readonly Dictionary<string, string> _partNames = new(StringComparer.Ordinal);
    private readonly Dictionary<RuleIdentity, string> _partIdentities = [];

    public void Add(RuleDraft draft) => _drafts.Add(draft);

    /// <summary>
    /// The rules that a correlation is made of tell of nothing by themselves, unless it says <c>generate</c>: each alone is
    /// far too common.
    /// </summary>
    public void AddCorrelation(string title, IEnumerable<string> parts)
    {
        foreach (var part in parts.Where(part => part.Length > 0))
        {
            _partNames.TryAdd(part, title);
            if (RuleIdentity.OfId(part) is { } identity)
            {
                _partIdentities.TryAdd(identity, title);
            }
        }
    }

    /// <summary>Those that go together; why the others do not is noted among the problems of their files.</summary>
    public IReadOnlyList<SigmaRule> Settle()
    {
        var taken = new Dictionary<RuleIdentity, RuleDraft>();
        foreach (var draft in _drafts)
        {
            if (_partNames.GetValueOrDefault(draft.Name) is { } correlation || _partIdentities.TryGetValue(draft.Identity, out correlation))
            {
                draft.Problems.Unsupported(draft.Place, "", $"only a part of the correlation {SigmaProblems.Shown(correlation)}, which is not supported");
            }
            else if (taken.TryGetValue(draft.Identity, out var first))
            {
                draft.Problems.Mistake(draft.Place, "id", $"the rule {first.Identity.ShortRuleId} stands already in {first.Problems.Path}, line {first.Place.Line}; give this one an id of its own");
            }
            else if (taken.Count == RulesMax)
            {
                draft.Problems.Mistake(draft.Place, "", $"there are more than {RulesMax} rules");
            }
            else
            {
                taken.Add(draft.Identity, draft);
            }
        }

        var sharers = taken.Keys.CountBy(identity => identity.ShortRuleId).ToDictionary();
        return [.. _drafts
            .Where(draft => ReferenceEquals(taken.GetValueOrDefault(draft.Identity), draft))
            .Select(draft => draft.Build(sharers[draft.Identity.ShortRuleId] == 1 ? draft.Identity.ShortRuleId : draft.Identity.WholeRuleId))];
    }
}
