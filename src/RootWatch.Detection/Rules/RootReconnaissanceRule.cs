using System.Collections.Immutable;
using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>Different calls count, not calls: the console repeats itself. Once a UTC day.</summary>
public sealed class RootReconnaissanceRule() : SequenceRule(
    "RW-A02",
    "Root reconnaissance",
    Severity.Medium,
    "T1526, T1087.004",
    "Somebody looks round with root's rights. Ask the owner what they were looking for; opening many console pages in a row looks the same.",
    "The console: opening a few service pages in a row makes dozens of reading calls.")
{
    private static readonly RuleThreshold Calls = new("calls-in-15-minutes", 20, 3, 60, "different reading calls by root within 15 minutes");
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [Calls];

    protected override ImmutableArray<TraceKind> Kinds { get; } = [TraceKind.Reading];

    protected override IEnumerable<Episode> Episodes(Trace trace, DetectionSettings settings) =>
        from crowd in Sequences.DiverseCrowdsByDay(trace.Of(TraceKind.Reading), Count(settings, Calls), Window)
        select new Episode(crowd.Day, crowd.Last.Time, string.Create(
            CultureInfo.InvariantCulture,
            $"root made {Different(crowd.Entries)} different reading calls within {ShownTime.Of(crowd.Span)} until {ShownTime.Of(crowd.Last.Time)}"));

    private static int Different(IEnumerable<TraceEntry> calls) => calls.Select(call => call.Detail).Distinct(StringComparer.Ordinal).Count();
}
