using System.Collections.Immutable;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>
/// A rule over several events. It says which episodes a trace holds, and never fewer when the trace grows: then the order
/// of arrival cannot change which alerts there are in the end.
/// </summary>
public abstract class SequenceRule(string id, string title, Severity severity, string attack, string advice, string falsePositives)
    : EpisodeOnlyRule(id, title, severity, attack, advice, falsePositives), IEpisodeRule
{
    /// <summary>What the episodes are made of.</summary>
    protected abstract ImmutableArray<TraceKind> Kinds { get; }

    /// <summary>All of root's, and what else feeds its kinds.</summary>
    public override RuleReach Reach
    {
        get
        {
            var feeding = RuleCatalogue.All.Where(rule => Kinds.Any(kind => !kind.RootsOnly && kind.FedBy.Contains(rule.Id))).ToArray();
            return new RuleReach(Root: true, [.. feeding.SelectMany(rule => rule.Reach.Calls).Distinct()])
            {
                Sources = [.. feeding.SelectMany(rule => rule.Reach.Sources).Distinct()],
            };
        }
    }

    public IEnumerable<Episode> Episodes(CloudTrailEvent e, RuleFacts facts, TraceStep after) =>
        after.Noted.Length > 0 && HasMore(after) ? Episodes(after.Trace, facts.Settings) : [];

    /// <summary>There is something new, and something else: one entry, which is all that there is of most accounts, is no sequence.</summary>
    private bool HasMore(TraceStep after)
    {
        var kinds = Kinds;
        var isNoted = false;
        for (var i = 0; i < kinds.Length && !isNoted; i++)
        {
            isNoted = after.HasNoted(kinds[i]);
        }

        var entries = 0;
        for (var i = 0; i < kinds.Length && isNoted && entries < 2; i++)
        {
            entries += after.Trace.Of(kinds[i]).Count;
        }

        return entries > 1;
    }

    protected abstract IEnumerable<Episode> Episodes(Trace trace, DetectionSettings settings);

    protected TimeSpan Minutes(DetectionSettings settings, RuleThreshold threshold) => TimeSpan.FromMinutes(settings.Of(this, threshold));

    protected int Count(DetectionSettings settings, RuleThreshold threshold) => (int)settings.Of(this, threshold);
}
