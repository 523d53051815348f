using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>Critical when root was seen to enable another device before: a second one may be an intruder's.</summary>
public sealed class RootMfaAddedRule() : Rule(
    "RW-C12",
    "Root MFA added",
    Severity.High,
    "T1556.006",
    "Ask the owner whose device it is. An intruder adds one of their own to keep the access; remove a device that nobody owns up to.",
    RuleTouch.Credentials)
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        if (!RootTarget.IsOwn(e, facts, "CreateVirtualMFADevice") && !RootTarget.IsOwn(e, facts, "EnableMFADevice"))
        {
            return null;
        }

        var finding = Found(e, "added an MFA device to root", "tried to add an MFA device to root");
        var serial = e.Parameter("serialNumber");
        var isSecond = facts.Before.RootMfaSerials.Any(known => known != serial);
        return isSecond && e.Succeeded ? finding with { Severity = Severity.Critical, What = finding.What + ", which had one already," } : finding;
    }

    public override WatchState Remember(WatchState state, CloudTrailEvent e, RuleFacts facts)
    {
        var serial = e.Parameter("serialNumber");
        if (serial.Length == 0 || !e.Succeeded)
        {
            return state;
        }

        if (RootTarget.IsOwn(e, facts, "EnableMFADevice") && !state.RootMfaSerials.Contains(serial))
        {
            return state with { RootMfaSerials = [.. state.RootMfaSerials.TakeLast(WatchState.RootMfaSerialsMax - 1), serial] };
        }

        // A deleted device is root's no longer; one that is only deactivated may be enabled again, or deleted next.
        return RootTarget.IsMfa(e, facts, "DeleteVirtualMFADevice")
            ? state with { RootMfaSerials = [.. state.RootMfaSerials.Where(known => known != serial)] }
            : state;
    }
}
