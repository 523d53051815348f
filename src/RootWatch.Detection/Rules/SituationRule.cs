using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Rules;

/// <summary>A rule over what is known besides events: no single event says it.</summary>
public abstract class SituationRule(string id, string title, Severity severity, string attack, string advice, string falsePositives)
    : EpisodeOnlyRule(id, title, severity, attack, advice, falsePositives);
