using System.Collections.Immutable;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>Once for each sign-in.</summary>
public sealed class SignInThenBlindingRule() : SequenceRule(
    "RW-Q03",
    "Sign-in then blinding",
    Severity.Critical,
    "T1562.008",
    "Turn on again what was turned off, then read what root did: LookupEvents still shows management events. Change root's password if the owner does not answer for it.",
    "Taking an account down, or moving its trail to the organisation.")
{
    private static readonly RuleThreshold Window = new("minutes", 60, 5, 720, "between the sign-in and what was turned off");

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [Window];

    protected override ImmutableArray<TraceKind> Kinds { get; } = [TraceKind.SignIn, TraceKind.Blinding];

    protected override IEnumerable<Episode> Episodes(Trace trace, DetectionSettings settings) =>
        from blinding in Sequences.Followed(trace.Of(TraceKind.SignIn), trace.Of(TraceKind.Blinding), Minutes(settings, Window))
        select new Episode(
            blinding.Cause.Key, blinding.Effects[0].Time,
            $"root signed in at {ShownTime.Of(blinding.Cause.Time)} ({ShownSignIn.Of(blinding.Cause)}) and {ShownTime.Of(blinding.Delay)} later turned off what watches the account: {blinding.Effects[0].Detail}")
        { Begin = blinding.Cause.Time };
}
