using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class PrivilegedRootSessionRule() : Rule(
    "RW-O07",
    "Privileged root session taken",
    Severity.High,
    "T1548.005",
    "Ask who took it and why. Compare with what was done in the member account (RW-O08) within the session's 15 minutes.",
    falsePositives: "Audits of members' root credentials, and planned tasks such as a bucket that locked everyone out."), IEventMemory
{
    /// <summary>Longer than events arrive late, so that their order does not matter.</summary>
    private static readonly TimeSpan Settles = TimeSpan.FromDays(1);

    public override RuleReach Reach { get; } = RuleReach.Anyone("sts.amazonaws.com", "AssumeRoot");

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        if (!Reach.Covers(e))
        {
            return null;
        }

        var policy = TaskPolicy(e).Split('/')[^1];
        var isRare = IsRare(e, facts.Before);
        var severity = OfTask(policy);
        severity = isRare && severity < Severity.Critical ? severity + 1 : severity;
        var what = $"root session of {Target(e)} for {(policy.Length > 0 ? ShownText.Of(policy, 64) : "an unknown task")}{(isRare ? ", as this caller never did before," : "")}";
        return e.Succeeded
            ? new Finding(this, severity, $"took a {what}")
            : new Finding(this, severity > Severity.Medium ? Severity.Medium : severity, $"tried to take a {what}, and failed,");
    }

    public WatchState Remember(WatchState state, CloudTrailEvent e, RuleFacts facts)
    {
        if (!Reach.Covers(e) || !e.Succeeded || e.EventTime is not { } time)
        {
            return state;
        }

        var caller = Caller(e);
        var known = state.AssumeRootCallers.FirstOrDefault(other => other.Arn == caller);
        return known?.FirstSeen <= time
            ? state
            : state with { AssumeRootCallers = [.. state.AssumeRootCallers.Where(other => other != known).TakeLast(WatchState.AssumeRootCallersMax - 1), new AssumeRootCaller(caller, time)] };
    }

    /// <summary>An object with an ARN, as the API takes it, or the ARN itself.</summary>
    private static string TaskPolicy(CloudTrailEvent e) =>
        e.Parameter("taskPolicyArn.arn") is { Length: > 0 } arn ? arn : e.Parameter("taskPolicyArn");

    private static Severity OfTask(string policy) => policy switch
    {
        "IAMAuditRootUserCredentials" => Severity.Info,
        "IAMDeleteRootUserCredentials" => Severity.Low,
        "S3UnlockBucketPolicy" or "SQSUnlockQueuePolicy" => Severity.Medium,
        _ => Severity.High,
    };

    private static bool IsRare(CloudTrailEvent e, WatchState state)
    {
        var before = e.EventTime - Settles;
        var caller = Caller(e);
        var seen = state.AssumeRootCallers.Where(other => other.FirstSeen <= before);
        return seen.Any() && !seen.Any(other => other.Arn == caller);
    }

    /// <summary>A role's sessions are one caller, whatever they are called.</summary>
    private static string Caller(CloudTrailEvent e)
    {
        var arn = e.Identity.Arn.Length > 0 ? e.Identity.Arn : e.Identity.PrincipalId;
        var session = arn.Contains(":assumed-role/", StringComparison.Ordinal) ? arn.LastIndexOf('/') : -1;
        arn = session > 0 ? arn[..session] : arn;
        return arn.Length > WatchState.AssumeRootCallerCharsMax ? arn[..WatchState.AssumeRootCallerCharsMax] : arn;
    }

    private static string Target(CloudTrailEvent e) =>
        e.Parameter("targetPrincipal") is { Length: > 0 } target ? ShownText.Of(target, 64) : "an unknown account";
}
