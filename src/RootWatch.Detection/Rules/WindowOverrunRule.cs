using RootWatch.Detection.Alerts;
using RootWatch.Detection.Emergencies;
using RootWatch.Detection.Events;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>Once for each window: root is still used, in a session that was not signed out or in a new one, as long as a console session can last.</summary>
public sealed class WindowOverrunRule() : EpisodeOnlyRule(
    "RW-G03",
    "Window overrun",
    Severity.Critical,
    "T1078.004",
    "Have root signed out, or the window prolonged by whoever approved it. An open session of root outlives the reason for it.",
    "A task that took longer than planned."), IEpisodeRule
{
    public IEnumerable<Episode> Episodes(CloudTrailEvent e, RuleFacts facts, TraceStep after)
    {
        if (facts.Root.Class != RootClass.Human || TraceStep.IsFromOutside(e, facts)
            || facts.Situation.Emergencies is not { } plan || e.EventTime is not { } time || plan.OpenAt(time) is not null)
        {
            return [];
        }

        return plan.Windows
            .Where(window => time > plan.LastMoment(window) && time <= plan.LastMoment(window) + EmergencyPlan.LongestSession)
            .Select(window => new Episode(
                window.Id, time,
                $"root was used for {ShownCall.Of(e)} at {ShownTime.Of(time)}, after the window {ShownText.Of(window.Id, 64)} had ended at {ShownTime.Of(window.EndsAt)}{InItsSession(e, window)}")
            { Begin = window.OpensAt });
    }

    private static string InItsSession(CloudTrailEvent e, EmergencyWindow window) =>
        e.Identity.SessionCreated is { } began && began >= window.OpensAt && began <= window.EndsAt
            ? $", in a session of {ShownTime.Of(began)} that was not signed out"
            : "";
}
