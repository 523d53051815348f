using System.Collections.Immutable;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>Once for each change of a contact. A change from the organisation lands in the management account and is joined only there.</summary>
public sealed class ContactSwapThenRecoveryRule() : SequenceRule(
    "RW-Q04",
    "Contact swap then recovery",
    Severity.Critical,
    "T1098",
    "First the address, then the password: put the contact back, in an organisation from the management account, and open a case with AWS support before the recovery is completed.",
    "An account that changes hands: the new owner sets the address and recovers the password.")
{
    private static readonly RuleThreshold Window = new("days", 7, 1, 30, "between the change of a contact and the request for a recovery");

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [Window];

    protected override ImmutableArray<TraceKind> Kinds { get; } = [TraceKind.ContactChanged, TraceKind.RecoveryRequested];

    protected override IEnumerable<Episode> Episodes(Trace trace, DetectionSettings settings) =>
        from swap in Sequences.Followed(trace.Of(TraceKind.ContactChanged), trace.Of(TraceKind.RecoveryRequested), TimeSpan.FromDays(settings.Of(this, Window)))
        select new Episode(
            swap.Cause.Key, swap.Effects[0].Time,
            $"a contact of the account was changed at {ShownTime.Of(swap.Cause.Time)} ({swap.Cause.Detail}), and root's password recovery was requested {ShownTime.Of(swap.Delay)} later")
        { Begin = swap.Cause.Time };
}
