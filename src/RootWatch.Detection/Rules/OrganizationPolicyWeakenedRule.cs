using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class OrganizationPolicyWeakenedRule() : Rule(
    "RW-O03",
    "SCP guard weakened",
    Severity.High,
    "T1562",
    "Compare the policy and where it is attached with your definition. Until it is back, root of the members may do what it forbade.",
    RuleTouch.Guards,
    falsePositives: "A policy that is replaced: the new one is attached within minutes.")
{
    private const string ServiceControl = "SERVICE_CONTROL_POLICY";
    private const string Grants = "p-FullAWSAccess";

    /// <summary>The decoder cuts there; what follows may name root.</summary>
    private const int ContentCharsRead = 2048;

    private static readonly string[] Weakenings = ["DetachPolicy", "DeletePolicy", "UpdatePolicy", "DisablePolicyType"];

    public override RuleReach Reach { get; } = RuleReach.Anyone(Organization.Source, [.. Weakenings, "CreatePolicy"]);

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        if (!Weakenings.Any(name => e.Is(Organization.Source, name)))
        {
            return null;
        }

        var mayGuardRoot = e.ParametersOmitted || e.EventName switch
        {
            "DisablePolicyType" => e.Parameter("policyType") is "" or ServiceControl,
            "UpdatePolicy" => IsServiceControl(e) && (NamesRoot(e) || Known(facts.Before, e)?.NamesRoot == true),
            _ => e.Parameter("policyId") != Grants && Known(facts.Before, e)?.NamesRoot != false,
        };
        return mayGuardRoot
            ? Found(e, $"weakened the organisation's policies with {ShownCall.Of(e)}", $"tried to weaken the organisation's policies with {ShownCall.Of(e)}")
            : null;
    }

    public override WatchState Remember(WatchState state, CloudTrailEvent e, RuleFacts facts)
    {
        if (!e.Succeeded || !(e.Is(Organization.Source, "CreatePolicy") || e.Is(Organization.Source, "UpdatePolicy")))
        {
            return state;
        }

        var id = PolicyId(e);
        var known = Known(state, e);
        if (id.Length is 0 or > WatchState.OrganizationPolicyIdCharsMax || (e.Parameter("content").Length == 0 && known is not null))
        {
            return state;
        }

        var after = new OrganizationPolicy(id, IsServiceControl(e) && NamesRoot(e));
        return after == known
            ? state
            : state with { OrganizationPolicies = [.. state.OrganizationPolicies.Where(other => other != known).TakeLast(WatchState.OrganizationPoliciesMax - 1), after] };
    }

    private static OrganizationPolicy? Known(WatchState state, CloudTrailEvent e)
    {
        var id = PolicyId(e);
        return state.OrganizationPolicies.FirstOrDefault(policy => policy.Id == id);
    }

    /// <summary>A policy that is made gets its id in the answer.</summary>
    private static string PolicyId(CloudTrailEvent e) =>
        e.Parameter("policyId") is { Length: > 0 } named ? named : e.ResponseElements.GetValueOrDefault("policy.policySummary.id", "");

    private static bool IsServiceControl(CloudTrailEvent e) =>
        (e.Parameter("type") is { Length: > 0 } named ? named : e.ResponseElements.GetValueOrDefault("policy.policySummary.type", ServiceControl)) == ServiceControl;

    private static bool NamesRoot(CloudTrailEvent e)
    {
        var content = e.Parameter("content");
        var name = e.Parameter("name") + e.ResponseElements.GetValueOrDefault("policy.policySummary.name", "");
        return content.Length >= ContentCharsRead
            || content.Contains(":root", StringComparison.OrdinalIgnoreCase)
            || name.Contains("root", StringComparison.OrdinalIgnoreCase);
    }
}
