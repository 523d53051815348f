using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

public sealed class OrganizationPolicyWeakenedRule() : Rule(
    "RW-O03",
    "SCP guard weakened",
    Severity.High,
    "T1562",
    "Compare the policy and where it is attached with your definition. Until it is back, root of the members may do what it forbade.",
    RuleTouch.Guards,
    falsePositives: "A policy that is replaced: the new one is attached within minutes."), IEpisodeRule, IEventMemory
{
    private const string ServiceControl = "SERVICE_CONTROL_POLICY";
    private const string Grants = "p-FullAWSAccess";

    /// <summary>What aws:PrincipalType is for the root user, as it stands in a policy.</summary>
    private const string RootPrincipalType = "\"Account\"";

    /// <summary>The decoder cuts there; what follows may name root.</summary>
    private const int ContentCharsRead = 2048;

    private static readonly string[] Weakenings = ["DetachPolicy", "DeletePolicy", "UpdatePolicy", "DisablePolicyType"];

    public override RuleReach Reach { get; } = RuleReach.Anyone(Organization.Source, [.. Weakenings, "CreatePolicy"]);

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        IsWeakening(e) && Matches(e, facts) ? Found(e, Done(ShownCall.Of(e)), Tried(ShownCall.Of(e))) : null;

    /// <summary>
    /// A policy that was made to name root only lately, in whichever order that and its weakening arrive. The alert has the
    /// id that it would have if the policy had been known for long.
    /// </summary>
    public IEnumerable<Episode> Episodes(CloudTrailEvent e, RuleFacts facts, TraceStep after) =>
        e.EventTime is { } time && (IsWeakening(e) || IsWriting(e)) ? Episodes(e, time, facts) : [];

    private IEnumerable<Episode> Episodes(CloudTrailEvent e, DateTimeOffset time, RuleFacts facts)
    {
        var own = Waits(e, facts) && Known(facts.Before, e)?.Writings.Any(writing => writing.NamesRoot && facts.IsJustBefore(writing.At, time)) == true
            ? [Of(Change(e, time, facts))]
            : Array.Empty<Episode>();
        return IsWriting(e) && IsServiceControl(e) && NamesRoot(e)
            ? own.Concat(facts.Before.PolicyChanges.Where(change => change.Subject == PolicyId(e) && facts.IsJustBefore(time, change.At)).Select(Of))
            : own;
    }

    public WatchState Remember(WatchState state, CloudTrailEvent e, RuleFacts facts)
    {
        if (e.EventTime is not { } time)
        {
            return state;
        }

        state = Waits(e, facts) ? Waiting(state, Change(e, time, facts)) : state;
        var id = PolicyId(e);
        if (!IsWriting(e) || id.Length is 0 or > WatchState.OrganizationPolicyIdCharsMax)
        {
            return state;
        }

        var known = Known(state, e);
        var writing = new PolicyWriting(time, IsServiceControl(e) && NamesRoot(e));
        if (known?.Writings.Contains(writing) == true)
        {
            return state;
        }

        var after = new OrganizationPolicy(id, [.. (known?.Writings ?? []).Append(writing)
            .OrderBy(other => other.At).ThenBy(other => other.NamesRoot).TakeLast(OrganizationPolicy.WritingsMax)]);
        return state with
        {
            OrganizationPolicies = [.. state.OrganizationPolicies.Where(other => other != known).Append(after)
                .OrderBy(other => other.Writings[^1].At).ThenBy(other => other.Id, StringComparer.Ordinal)
                .TakeLast(WatchState.OrganizationPoliciesMax)],
        };
    }

    private static bool IsWeakening(CloudTrailEvent e) => e.Is(Organization.Source, e.EventName) && Weakenings.Contains(e.EventName);

    /// <summary>Of a policy's content.</summary>
    private static bool IsWriting(CloudTrailEvent e) =>
        e.Succeeded
        && (e.Is(Organization.Source, "CreatePolicy") || (e.Is(Organization.Source, "UpdatePolicy") && e.Parameter("content").Length > 0));

    private static bool Matches(CloudTrailEvent e, RuleFacts facts) => e.ParametersOmitted || e.EventName switch
    {
        "DisablePolicyType" => e.Parameter("policyType") is "" or ServiceControl,
        "UpdatePolicy" => IsServiceControl(e) && (NamesRoot(e) || NamedRoot(e, facts) == true),
        _ => e.Parameter("policyId") != Grants && NamedRoot(e, facts) != false,
    };

    /// <summary>It would match if the policy turned out to have named root before.</summary>
    private static bool Waits(CloudTrailEvent e, RuleFacts facts) =>
        IsWeakening(e) && !Matches(e, facts)
        && (e.EventName == "UpdatePolicy" ? IsServiceControl(e) : e.EventName != "DisablePolicyType" && e.Parameter("policyId") != Grants);

    private static WatchState Waiting(WatchState state, UnexplainedCall change) =>
        change.Subject.Length is 0 or > WatchState.OrganizationPolicyIdCharsMax
            ? state
            : state with { PolicyChanges = UnexplainedCall.With(state.PolicyChanges, change) };

    private UnexplainedCall Change(CloudTrailEvent e, DateTimeOffset at, RuleFacts facts) => UnexplainedCall.Of(this, PolicyId(e), e, at, facts);

    private static Episode Of(UnexplainedCall change) => change.Told(Done(change.Call), Tried(change.Call));

    private static string Done(string call) => $"weakened the organisation's policies with {call}";

    private static string Tried(string call) => $"tried to weaken the organisation's policies with {call}";

    /// <summary>By what was written so long before the event that nothing earlier was still on its way. Null: unknown.</summary>
    private static bool? NamedRoot(CloudTrailEvent e, RuleFacts facts) =>
        Known(facts.Before, e)?.Writings.LastOrDefault(writing => !(writing.At > e.EventTime - facts.Lateness))?.NamesRoot;

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
            || content.Contains("aws:AssumedRoot", StringComparison.OrdinalIgnoreCase)
            || (content.Contains("aws:PrincipalType", StringComparison.OrdinalIgnoreCase) && content.Contains(RootPrincipalType, StringComparison.Ordinal))
            || name.Contains("root", StringComparison.OrdinalIgnoreCase);
    }
}
