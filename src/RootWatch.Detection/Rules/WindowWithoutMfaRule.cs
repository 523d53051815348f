using RootWatch.Detection.Alerts;
using RootWatch.Detection.Emergencies;

namespace RootWatch.Detection.Rules;

public sealed class WindowWithoutMfaRule() : SituationRule(
    "RW-G07",
    "Window opened, MFA posture not ready",
    Severity.High,
    "T1078.004",
    "Find out whether root has MFA and who holds the device before root is used; in an emergency, register one first.",
    "An account whose posture could not be read when the window was asked for."), IStandingRule
{
    public IEnumerable<Episode> Standing(StandingFacts facts) =>
        facts.Situation.Emergencies is not { } plan ? [] :
        from window in plan.Windows
        where window.MfaReadiness != MfaReadiness.Ready
        select new Episode(
            window.Id, window.OpensAt,
            $"the window {ShownText.Of(window.Id, 64)} of {ShownTime.Of(window.OpensAt)} was asked for while {(window.MfaReadiness == MfaReadiness.None ? "root had no MFA" : "it was not known whether root has MFA")}");
}
