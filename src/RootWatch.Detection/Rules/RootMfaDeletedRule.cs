using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

public sealed class RootMfaDeletedRule() : Rule(
    "RW-C11",
    "Root virtual MFA deleted",
    Severity.High,
    "T1556.006",
    "A virtual device can only be deleted after it was deactivated: look for RW-C10, and make sure that root has a device that works.",
    RuleTouch.Credentials,
    falsePositives: "As RW-C10; also a device that was created and never enabled."), IEpisodeRule
{
    public override RuleReach Reach { get; } = RuleReach.Anyone(RootTarget.Source, "DeleteVirtualMFADevice").OrRoot();

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        RootTarget.IsMfa(e, facts, "DeleteVirtualMFADevice")
            ? Found(e, "deleted a virtual MFA device of root", "tried to delete a virtual MFA device of root")
            : null;

    /// <summary>The removal arrived before the call that shows whose the device was. The alert has the id that it would have had then.</summary>
    public IEnumerable<Episode> Episodes(CloudTrailEvent e, RuleFacts facts, TraceStep after) =>
        RootMfaDevices.Episodes(this, "DeleteVirtualMFADevice", "deleted", e, facts);
}
