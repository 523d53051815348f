using RootWatch.Detection.Emergencies;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>The windows in which root was seen.</summary>
internal static class UsedWindows
{
    public static IEnumerable<EmergencyWindow> Of(StandingFacts facts) =>
        facts.Situation.Emergencies is not { } plan ? [] : plan.Windows.Where(window =>
            facts.State.Trace.Of(TraceKind.Use).Any(use => use.Time >= window.OpensAt && use.Time <= plan.LastMoment(window)));
}
