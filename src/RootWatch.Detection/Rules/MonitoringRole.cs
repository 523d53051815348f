using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>The role through which RootWatch reads the account.</summary>
internal static class MonitoringRole
{
    /// <summary>Anyone's calls of IAM, where they are about that role.</summary>
    public static RuleReach Reach(params IReadOnlyList<string> names) =>
        new(Root: false, [.. names.Select(name => new CallName(RootTarget.Source, name, OfRole: true))]);

    /// <summary>
    /// A call about that role. IAM takes a role's name in any case. Parameters that were left out for their size may have
    /// named any role, and whoever wants to hide the call can make them so large.
    /// </summary>
    public static bool IsTarget(CloudTrailEvent e, RuleFacts facts, string eventName) =>
        e.Is(RootTarget.Source, eventName)
        && (e.ParametersOmitted || (facts.RoleName.Length > 0 && e.Parameter("roleName").Equals(facts.RoleName, StringComparison.OrdinalIgnoreCase)));
}
