using System.Collections.Immutable;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>Once for each sign-in, whatever number of changes follows.</summary>
public sealed class SignInThenCredentialChangeRule() : SequenceRule(
    "RW-Q02",
    "Sign-in then credential change",
    Severity.Critical,
    "T1098",
    "Whoever signs in and at once makes a way in that lasts wants to stay. Ask the owner; if it was not them, undo the change first, then change the password and renew MFA.",
    "What root is for: setting up or renewing MFA, or the first administrator of a new account.")
{
    private static readonly RuleThreshold Window = new("minutes", 30, 5, 720, "between the sign-in and the change");

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [Window];

    protected override ImmutableArray<TraceKind> Kinds { get; } = [TraceKind.SignIn, TraceKind.CredentialChanged];

    protected override IEnumerable<Episode> Episodes(Trace trace, DetectionSettings settings) =>
        from change in Sequences.Followed(trace.Of(TraceKind.SignIn), trace.Of(TraceKind.CredentialChanged), Minutes(settings, Window))
        select new Episode(
            change.Cause.Key, change.Effects[0].Time,
            $"root signed in at {ShownTime.Of(change.Cause.Time)} ({ShownSignIn.Of(change.Cause)}) and {ShownTime.Of(change.Delay)} later changed its ways in: {change.Effects[0].Detail}")
        { Begin = change.Cause.Time };
}
