using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>
/// Every action is told as info; a session that no AssumeRoot of the management account explains, once as high. That waits
/// until the call can no longer be on its way.
/// </summary>
public sealed class DelegatedRootActionRule() : Rule(
    "RW-O08",
    "Action inside an AssumeRoot session",
    Severity.Info,
    "T1548.005",
    "Compare with the AssumeRoot event in the management account: who took the session, with which task policy.",
    falsePositives: "Audits of root credentials from the management account, which can be many reads."), IStandingRule
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        facts.Root.Class == RootClass.Delegated ? Found($"called {ShownCall.Of(e)}") : null;

    public IEnumerable<Episode> Standing(StandingFacts facts) =>
        facts.Situation.AssumeRootCalls is not { } calls ? [] :
            from action in facts.State.Trace.Of(TraceKind.Delegated)
            let began = DateTimeOffset.FromUnixTimeSeconds(long.Parse(action.Detail, System.Globalization.CultureInfo.InvariantCulture))
            where action.Time + SessionMax + facts.Lateness <= facts.Now
                && !calls.Any(call => call.At >= began - SessionMax && call.At <= action.Time)
            select new Episode(
                action.Detail, action.Time,
                $"something was done at {ShownTime.Of(action.Time)} in an AssumeRoot session of {ShownTime.Of(began)}, and the management account shows no call that took it",
                Severity.High)
            { Begin = began };

    /// <summary>AWS gives out such sessions for no longer.</summary>
    private static readonly TimeSpan SessionMax = TimeSpan.FromMinutes(15);
}
