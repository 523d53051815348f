using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

public sealed class RootMfaDeactivatedRule() : Rule(
    "RW-C10",
    "Root MFA deactivated",
    Severity.Critical,
    "T1556.006",
    "Root is guarded by less than before, perhaps by the password alone. Ask the owner; if a device is not being replaced right now, register one and change the password.",
    RuleTouch.Credentials,
    falsePositives: "A device that is being replaced: RW-C12 follows within minutes."), IEpisodeRule
{
    public override RuleReach Reach { get; } = RuleReach.Anyone(RootTarget.Source, "DeactivateMFADevice").OrRoot();

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        RootTarget.IsMfa(e, facts, "DeactivateMFADevice") || RootTarget.IsOwn(e, facts, "DeactivateMFADevice")
            ? Found(e, "deactivated an MFA device of root", "tried to deactivate an MFA device of root")
            : null;

    /// <summary>The removal arrived before the call that shows whose the device was. The alert has the id that it would have had then.</summary>
    public IEnumerable<Episode> Episodes(CloudTrailEvent e, RuleFacts facts, TraceStep after) =>
        RootMfaDevices.Episodes(this, "DeactivateMFADevice", "deactivated", e, facts);
}
