using System.Text;
using RootWatch.Detection.Events;
using RootWatch.Detection.Sigma.Matching;

namespace RootWatch.Detection.Sigma;

/// <summary>All of the user's rules, by the calls that they can match.</summary>
public sealed class SigmaRules
{
    private readonly Dictionary<string, List<SigmaRule>> _byEventName = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<SigmaRule> _ofAnyEvent = [];

    public SigmaRules(IReadOnlyList<SigmaRule> rules)
    {
        All = rules;
        foreach (var rule in rules)
        {
            if (rule.EventNames is null)
            {
                _ofAnyEvent.Add(rule);
            }

            foreach (var name in rule.EventNames ?? new HashSet<string>())
            {
                if (!_byEventName.TryGetValue(name, out var named))
                {
                    _byEventName.Add(name, named = []);
                }

                named.Add(rule);
            }
        }
    }

    public static SigmaRules None { get; } = new([]);

    public IReadOnlyList<SigmaRule> All { get; }

    /// <summary>The event with the rules that its record matches. Without rules, or without one for such a call, the same event.</summary>
    /// <param name="record">The text that the event was decoded from.</param>
    public CloudTrailEvent Mark(CloudTrailEvent e, ReadOnlyMemory<byte> record) =>
        MayMatch(e) && RecordValue.OfRecord(record) is { } value ? Mark(e, value) : e;

    /// <inheritdoc cref="Mark(CloudTrailEvent, ReadOnlyMemory{byte})"/>
    public CloudTrailEvent Mark(CloudTrailEvent e, string record) =>
        MayMatch(e) ? Mark(e, Encoding.UTF8.GetBytes(record)) : e;

    private bool MayMatch(CloudTrailEvent e) =>
        All.Count > 0 && (_ofAnyEvent.Count > 0 || e.EventName.Length == 0 || _byEventName.ContainsKey(e.EventName));

    private CloudTrailEvent Mark(CloudTrailEvent e, RecordValue record)
    {
        List<SigmaMatch>? matches = null;
        // A name that is no text is none to the decoder, and yet may match: a list of names does if one of them does.
        var candidates = e.EventName.Length == 0 ? All : _ofAnyEvent.Concat(_byEventName.GetValueOrDefault(e.EventName, []));
        foreach (var rule in candidates)
        {
            if (rule.Judge(record) is { } match)
            {
                (matches ??= []).Add(match);
            }
        }

        return matches is null ? e : e with { SigmaMatches = matches };
    }
}
