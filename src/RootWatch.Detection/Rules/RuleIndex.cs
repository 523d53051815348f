using System.Collections.Concurrent;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>
/// Which rules can have to do with an event, by what they declare as their reach: <see cref="RuleReach.Covers"/> of all of
/// them at once, so that an event is shown to a few and not to a hundred.
/// </summary>
internal sealed class RuleIndex
{
    private readonly IReadOnlyList<Rule> _rules;
    private readonly UInt128 _ofEvery;
    private readonly UInt128 _ofRoot;
    private readonly Dictionary<string, List<(string Source, UInt128 Rules)>> _byCall = new(StringComparer.Ordinal);
    private readonly Dictionary<string, UInt128> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, UInt128> _bySource = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>As many as the names above can be combined to, whatever the events are.</summary>
    private readonly ConcurrentDictionary<UInt128, CoveringRules> _lists = [];

    /// <param name="rules">At most 128.</param>
    public RuleIndex(IReadOnlyList<Rule> rules)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(rules.Count, 128);
        _rules = rules;
        for (var i = 0; i < rules.Count; i++)
        {
            var (bit, reach) = (UInt128.One << i, rules[i].Reach);
            _ofEvery |= reach.Every ? bit : 0;
            _ofRoot |= reach.Root ? bit : 0;
            foreach (var call in reach.Calls)
            {
                if (!_byCall.TryGetValue(call.Name, out var sources))
                {
                    _byCall.Add(call.Name, sources = []);
                }

                sources.Add((call.Source, bit));
            }

            foreach (var name in reach.Names)
            {
                _byName[name] = _byName.GetValueOrDefault(name) | bit;
            }

            foreach (var source in reach.Sources)
            {
                _bySource[source] = _bySource.GetValueOrDefault(source) | bit;
            }
        }
    }

    public static RuleIndex OfCatalogue { get; } = new(RuleCatalogue.All);

    public CoveringRules Covering(CloudTrailEvent e)
    {
        var covering = _ofEvery | _bySource.GetValueOrDefault(e.EventSource) | (_byName.Count > 0 ? _byName.GetValueOrDefault(e.EventName) : 0);
        if (e.Identity.Type == RootPredicate.RootType)
        {
            covering |= _ofRoot;
        }

        if (_byCall.TryGetValue(e.EventName, out var sources))
        {
            foreach (var (source, rule) in sources)
            {
                covering |= source.Equals(e.EventSource, StringComparison.OrdinalIgnoreCase) ? rule : 0;
            }
        }

        return covering == 0 ? CoveringRules.None : _lists.TryGetValue(covering, out var list) ? list : _lists.GetOrAdd(covering, List);
    }

    private CoveringRules List(UInt128 covering) => CoveringRules.Of([.. _rules.Where((_, i) => (covering >> i & 1) != 0)]);
}
