using System.Collections.Immutable;
using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>Three windows, as who knows of one stays just below it. Once a UTC day, however long it goes on.</summary>
public sealed class RootBruteForceRule() : SequenceRule(
    "RW-S04",
    "Root brute force",
    Severity.High,
    "T1110.001",
    "Somebody guesses root's password. Make sure that root has MFA and a password that is used nowhere else; if the addresses are the owner's own, look for a program with an old password.",
    "The owner with a forgotten password; a program with an old one.")
{
    private static readonly RuleThreshold InQuarter = new("failures-in-15-minutes", 5, 2, 20, "failed root sign-ins within 15 minutes");
    private static readonly RuleThreshold InHour = new("failures-in-60-minutes", 10, 2, 20, "failed root sign-ins within 60 minutes");
    private static readonly RuleThreshold InDay = new("failures-in-24-hours", 20, 2, 150, "failed root sign-ins within 24 hours");

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [InQuarter, InHour, InDay];

    protected override ImmutableArray<TraceKind> Kinds { get; } = [TraceKind.Failure];

    protected override IEnumerable<Episode> Episodes(Trace trace, DetectionSettings settings) =>
        from window in new[] { (InQuarter, TimeSpan.FromMinutes(15)), (InHour, TimeSpan.FromMinutes(60)), (InDay, TimeSpan.FromHours(24)) }
        from crowd in Sequences.CrowdsByDay(trace.Of(TraceKind.Failure), Count(settings, window.Item1), window.Item2)
        select new Episode(crowd.Day, crowd.Last.Time, Tell(crowd));

    private static string Tell(Crowd crowd)
    {
        var addresses = crowd.Entries.Select(entry => entry.Detail).Distinct(StringComparer.Ordinal).Count();
        var from = addresses == 1 ? crowd.Last.Detail : string.Create(CultureInfo.InvariantCulture, $"{addresses} addresses, the last of them {crowd.Last.Detail}");
        return string.Create(
            CultureInfo.InvariantCulture, $"root sign-ins failed at least {crowd.Entries.Count} times within {ShownTime.Of(crowd.Span)} until {ShownTime.Of(crowd.Last.Time)}, from {from}");
    }
}
