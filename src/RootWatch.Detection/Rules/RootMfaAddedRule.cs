using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>
/// Told at once, and a second time, as critical, if root has another device that is active: an intruder's stands beside the
/// owner's. The second waits until a call that removed the other one can no longer be on its way. CreateVirtualMFADevice
/// says nothing of whose the device will be: it is told, and no way in has changed by it.
/// </summary>
public sealed class RootMfaAddedRule() : Rule(
    "RW-C12",
    "Root MFA added",
    Severity.High,
    "T1556.006",
    "Ask the owner whose device it is. An intruder adds one of their own to keep the access; remove a device that nobody owns up to.",
    RuleTouch.Credentials,
    falsePositives: "A new account, a device that is being replaced, a second one for the safe."), IStandingRule, IEventMemory
{
    public override RuleReach Reach { get; } = RuleReach.Anyone(RootTarget.Source, "EnableMFADevice", "DeactivateMFADevice", "DeleteVirtualMFADevice").OrRoot();

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        RootTarget.IsOwn(e, facts, "EnableMFADevice")
            ? Found(e, "added an MFA device to root", "tried to add an MFA device to root")
            : RootTarget.IsOwn(e, facts, "CreateVirtualMFADevice")
                ? Found(e, "created a virtual MFA device, to be enabled for root or for a user", "tried to create a virtual MFA device") with { IsApart = true }
                : null;

    public WatchState Remember(WatchState state, CloudTrailEvent e, RuleFacts facts) => RootMfaDevices.Remember(state, e, facts);

    public IEnumerable<Episode> Standing(StandingFacts facts) => facts.State.Trace.Of(TraceKind.MfaAdded).Count == 0 ? [] : Seconds(facts);

    private static IEnumerable<Episode> Seconds(StandingFacts facts) =>
        from added in facts.State.Trace.Of(TraceKind.MfaAdded)
        where added.Time + facts.Lateness <= facts.Now && RootMfaDevices.HasOther(added.Detail, added.Time, facts.State)
        select new Episode(
            "second " + added.Key, added.Time,
            $"an MFA device was added to root at {ShownTime.Of(added.Time)}, and root had another one already",
            Severity.Critical);
}
