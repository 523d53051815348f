using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>
/// A rule of which no single event says anything. A tenant cannot have an allow list for it: which of an episode's events
/// arrives last must not decide whether it is told.
/// </summary>
public abstract class EpisodeOnlyRule(string id, string title, Severity severity, string attack, string advice, string falsePositives)
    : Rule(id, title, severity, attack, advice, falsePositives: falsePositives)
{
    public sealed override Finding? Look(CloudTrailEvent e, RuleFacts facts) => null;
}
