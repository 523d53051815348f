using RootWatch.Detection.Alerts;
using RootWatch.Detection.Emergencies;

namespace RootWatch.Detection.Rules;

public sealed class WindowOpenedRule() : SituationRule(
    "RW-G10",
    "Emergency window opened",
    Severity.Medium,
    "T1078.004",
    "Root is about to be used. If you do not know of the emergency, ask whoever requested it and whoever approved it, and close the window.",
    "None: it tells that two people agreed, and who they are."), IStandingRule
{
    public IEnumerable<Episode> Standing(StandingFacts facts) =>
        facts.Situation.Emergencies is not { } plan ? [] :
        from window in plan.Windows
        where facts.Now >= window.OpensAt
        select new Episode(
            window.Id, window.OpensAt,
            $"the emergency window {ShownText.Of(window.Id, 64)} opened at {ShownTime.Of(window.OpensAt)} until {ShownTime.Of(FirstEnd(window))}, requested by {ShownText.Of(window.RequestedBy, 64)} and approved by {ShownText.Of(window.ApprovedBy, 64)}, ticket {ShownText.Of(window.Ticket, 64)}: {ShownText.Of(window.Purpose, 200)}; allowed: {ShownText.Of(string.Join(", ", window.Scope ?? ["*"]), 300)}");

    private static DateTimeOffset FirstEnd(EmergencyWindow window) => window.Extensions.Count > 0 ? window.Extensions[0].From : window.ClosesAt;
}
