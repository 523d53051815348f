using System.Collections.Immutable;
using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

public sealed class RootFailuresThenSignInRule() : SequenceRule(
    "RW-S05",
    "Failures then success",
    Severity.Critical,
    "T1110, T1078.004",
    "A guessed password looks like this. Ask the owner whether they mistyped it. If not: change root's password, renew its MFA, delete its access keys and read what root did since.",
    "The owner mistyped a long password several times.")
{
    private static readonly RuleThreshold Failures = new("failures", 3, 1, 10, "failed root sign-ins in the 60 minutes before one that succeeded");
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(60);

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [Failures];

    protected override ImmutableArray<TraceKind> Kinds { get; } = [TraceKind.Failure, TraceKind.SignIn];

    protected override IEnumerable<Episode> Episodes(Trace trace, DetectionSettings settings) =>
        from signIn in trace.Of(TraceKind.SignIn)
        let failures = trace.Of(TraceKind.Failure).Before(signIn, Window)
        where failures.Length >= Count(settings, Failures)
        select new Episode(signIn.Key, signIn.Time, string.Create(
            CultureInfo.InvariantCulture,
            $"root signed in at {ShownTime.Of(signIn.Time)} ({ShownSignIn.Of(signIn)}) after at least {failures.Length} failures within the hour before, the last of them from {failures[^1].Detail}"));
}
