using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Organizations;

namespace RootWatch.Detection.Rules;

/// <summary>A rule over what following an organization shows, asked by <see cref="OrganizationWatch"/> and by nobody else.</summary>
public abstract class OrganizationRule(string id, string title, Severity severity, string attack, string advice, string falsePositives)
    : Rule(id, title, severity, attack, advice, falsePositives: falsePositives)
{
    public sealed override Finding? Look(CloudTrailEvent e, RuleFacts facts) => null;

    /// <summary>Null: not what the rule is about.</summary>
    public abstract Episode? About(OrganizationFact fact);
}
