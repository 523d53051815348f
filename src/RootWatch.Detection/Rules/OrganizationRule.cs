using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Organizations;

namespace RootWatch.Detection.Rules;

/// <summary>A rule over what following an organization shows, asked by <see cref="OrganizationWatch"/> and by nobody else.</summary>
public abstract class OrganizationRule(string id, string title, Severity severity, string attack, string advice, string falsePositives)
    : EpisodeOnlyRule(id, title, severity, attack, advice, falsePositives)
{
    /// <summary>Null: not what the rule is about.</summary>
    public abstract Episode? About(OrganizationFact fact);
}
