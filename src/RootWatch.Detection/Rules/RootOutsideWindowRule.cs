using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>
/// Only for tenants that demand emergency windows. Once for each day and address: a window that was forgotten makes
/// one alert, and somebody from elsewhere another. A session that began in a window is RW-G03's.
/// </summary>
public sealed class RootOutsideWindowRule() : EpisodeOnlyRule(
    "RW-G01",
    "Root used outside any break-glass window",
    Severity.Critical,
    "T1078.004",
    "Nobody approved this. Ask the owner; if it was a task that was due, have it approved afterwards and reviewed, otherwise treat root as taken over.",
    "A task that was done before the window was approved."), IEpisodeRule
{
    public IEnumerable<Episode> Episodes(CloudTrailEvent e, RuleFacts facts, TraceStep after)
    {
        if (facts.Root.Class != RootClass.Human || TraceStep.IsFromOutside(e, facts)
            || facts.Situation.Emergencies is not { Since: { } since } plan || e.EventTime is not { } time || time < since
            || plan.OpenAt(time) is not null || (e.Identity.SessionCreated is { } began && plan.OpenAt(began) is not null))
        {
            return [];
        }

        var address = ShownText.Of(e.SourceIpAddress, 64);
        return [new Episode(
            $"{ShownTime.Day(time)} {address}", time,
            $"root was used for {ShownCall.Of(e)} at {ShownTime.Of(time)} from {(address.Length > 0 ? address : "an unknown address")}, and no window was open") { Begin = ShownTime.DayOf(time) }];
    }
}
