using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>A rule over what is known besides events: no single event says it.</summary>
public abstract class SituationRule(string id, string title, Severity severity, string attack, string advice, string falsePositives)
    : Rule(id, title, severity, attack, advice, falsePositives: falsePositives)
{
    public sealed override Finding? Look(CloudTrailEvent e, RuleFacts facts) => null;
}
