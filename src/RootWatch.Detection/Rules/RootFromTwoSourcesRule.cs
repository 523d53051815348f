using System.Collections.Immutable;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Origins;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>Failed sign-ins and requests for recovery count: the owner and a stranger at one door is what this is about. Once a UTC day.</summary>
public sealed class RootFromTwoSourcesRule() : SequenceRule(
    "RW-S13",
    "Two sources in one window",
    Severity.Medium,
    "T1078.004",
    "Two people, two devices, or a stolen session. Ask the owner for both addresses; if one is nobody's, end root's sessions by changing the password and look at what came from it.",
    "A phone beside a laptop, a VPN that came up, a browser that changes between IPv4 and IPv6.")
{
    private static readonly RuleThreshold Window = new("minutes", 10, 8, 60, "time between root events from different addresses");

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [Window];

    protected override ImmutableArray<TraceKind> Kinds { get; } = [TraceKind.Use, TraceKind.Attempt];

    protected override IEnumerable<Episode> Episodes(Trace trace, DetectionSettings settings)
    {
        var all = trace.Of(TraceKind.Use).Concat(trace.Of(TraceKind.Attempt)).Where(entry => entry.Detail.Length > 0).Order(TraceEntry.Order).ToArray();
        return from crowd in Sequences.CrowdsByDay(all, Minutes(settings, Window), crowd => crowd.Any(entry => Differ(entry, crowd[^1])))
               let other = crowd.Entries.Last(entry => Differ(entry, crowd.Last))
               select new Episode(
                   crowd.Day, crowd.Last.Time,
                   $"root was used or tried from {other.Detail} at {ShownTime.Of(other.Time)} and from {crowd.Last.Detail} {ShownTime.Of(crowd.Last.Time - other.Time)} later");
    }

    /// <summary>What is no address, as <c>AWS Internal</c> and masked text, is not known to be another; one address may be written in several ways.</summary>
    private static bool Differ(TraceEntry one, TraceEntry other) =>
        one.Detail != other.Detail
        && SourceAddress.Parse(one.Detail) is { } address && SourceAddress.Parse(other.Detail) is { } another && !address.Equals(another);
}
