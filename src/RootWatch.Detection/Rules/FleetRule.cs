using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Tenants;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>A rule over all accounts of a tenant, asked by <see cref="TenantWatch"/> and by nobody else.</summary>
public abstract class FleetRule(string id, string title, Severity severity, string attack, string advice, string falsePositives)
    : EpisodeOnlyRule(id, title, severity, attack, advice, falsePositives)
{
    /// <summary>How many of its episodes are known as told; see <see cref="ToldEpisodes"/>.</summary>
    public virtual int ToldMax => ToldEpisodes.PerRuleMax;

    /// <summary>What is kept of the state's facts for longer than they are.</summary>
    public virtual TenantState Remember(TenantState state, DetectionSettings settings) => state;

    public abstract IEnumerable<Episode> Episodes(TenantState state, DetectionSettings settings, int accountCount);
}
