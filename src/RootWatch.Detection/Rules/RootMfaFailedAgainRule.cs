using System.Collections.Immutable;
using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>Once a UTC day.</summary>
public sealed class RootMfaFailedAgainRule() : SequenceRule(
    "RW-S07",
    "Repeated MFA failure",
    Severity.High,
    "T1621",
    "Whoever tries knows root's password and lacks the second factor. Ask the owner; if it was not them, change root's password now.",
    "A device whose clock has drifted; the wrong one of several devices.")
{
    private static readonly RuleThreshold Failures = new("failures-in-15-minutes", 2, 2, 5, "root sign-ins within 15 minutes in which the password was right and MFA failed");
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [Failures];

    protected override ImmutableArray<TraceKind> Kinds { get; } = [TraceKind.MfaFailure];

    protected override IEnumerable<Episode> Episodes(Trace trace, DetectionSettings settings) =>
        from crowd in Sequences.CrowdsByDay(trace.Of(TraceKind.MfaFailure), Count(settings, Failures), Window)
        select new Episode(crowd.Day, crowd.Last.Time, string.Create(
            CultureInfo.InvariantCulture,
            $"root's password was right and MFA failed {crowd.Entries.Count} times within {ShownTime.Of(crowd.Span)} until {ShownTime.Of(crowd.Last.Time)}, last from {crowd.Last.Detail}"));
}
