using System.Collections.Immutable;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>
/// A way into root was taken, and then used: recovery asked for, completed and followed by a sign-in; recovery followed by a
/// new e-mail address; MFA removed and root used for anything but MFA. The last is high: it is also what the owner does who
/// replaces a device and goes on working.
/// </summary>
public sealed class TakeoverChainRule() : SequenceRule(
    "RW-Q01",
    "Takeover chain",
    Severity.Critical,
    "T1098, T1078.004",
    "Treat root as lost until the owner says that it was them: recover the password from root's mailbox, renew MFA, delete root's access keys, compare the e-mail address, and open a case with AWS support.",
    "The owner who forgot the password and recovered it; replacing an MFA device and going on working.")
{
    private static readonly RuleThreshold Gap = new("hours", 24, 1, 168, "between one step of a recovery and the next");
    private static readonly RuleThreshold AfterMfa = new("minutes-after-mfa-removal", 60, 5, 1440, "between the removal of root's MFA and its use");

    public override IReadOnlyList<RuleThreshold> Thresholds { get; } = [Gap, AfterMfa];

    protected override ImmutableArray<TraceKind> Kinds { get; } =
    [
        TraceKind.RecoveryRequested, TraceKind.RecoveryCompleted, TraceKind.SignIn, TraceKind.EmailChanged, TraceKind.MfaRemoved, TraceKind.Deed,
    ];

    protected override IEnumerable<Episode> Episodes(Trace trace, DetectionSettings settings)
    {
        var gap = TimeSpan.FromHours(settings.Of(this, Gap));
        return [.. Recovered(trace, gap), .. Moved(trace, gap), .. Stripped(trace, Minutes(settings, AfterMfa))];
    }

    private static IEnumerable<Episode> Recovered(Trace trace, TimeSpan gap) =>
        from chain in Sequences.Followed(trace.Of(TraceKind.RecoveryCompleted), trace.Of(TraceKind.SignIn), gap)
        let requests = trace.Of(TraceKind.RecoveryRequested).Before(chain.Cause, gap)
        where requests.Length > 0
        select new Episode(
            "recovered " + chain.Cause.Key, chain.Effects[0].Time,
            $"root's password recovery was requested at {ShownTime.Of(requests[^1].Time)} and completed at {ShownTime.Of(chain.Cause.Time)}, and root signed in {ShownTime.Of(chain.Delay)} later ({ShownSignIn.Of(chain.Effects[0])})")
        { Begin = chain.Cause.Time };

    /// <summary>The new address is the anchor: of several steps of a recovery each would make an alert of its own.</summary>
    private static IEnumerable<Episode> Moved(Trace trace, TimeSpan gap) =>
        from change in trace.Of(TraceKind.EmailChanged)
        let recoveries = trace.Of(TraceKind.RecoveryRequested).Concat(trace.Of(TraceKind.RecoveryCompleted)).Order(TraceEntry.Order).ToArray().Before(change, gap)
        where recoveries.Length > 0
        select new Episode(
            "moved " + change.Key, change.Time,
            $"root's password was recovered at {ShownTime.Of(recoveries[^1].Time)} and its e-mail address changed {ShownTime.Of(change.Time - recoveries[^1].Time)} later");

    private static IEnumerable<Episode> Stripped(Trace trace, TimeSpan within) =>
        from use in Sequences.Followed(trace.Of(TraceKind.MfaRemoved), trace.Of(TraceKind.Deed), within)
        select new Episode(
            "stripped " + use.Cause.Key, use.Effects[0].Time,
            $"an MFA device of root was removed at {ShownTime.Of(use.Cause.Time)}, and {ShownTime.Of(use.Delay)} later root did {use.Effects[0].Detail}",
            Alerts.Severity.High)
        { Begin = use.Cause.Time };
}
