using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>Critical when root was seen to enable another device that is still active: a second one may be an intruder's.</summary>
public sealed class RootMfaAddedRule() : Rule(
    "RW-C12",
    "Root MFA added",
    Severity.High,
    "T1556.006",
    "Ask the owner whose device it is. An intruder adds one of their own to keep the access; remove a device that nobody owns up to.",
    RuleTouch.Credentials,
    falsePositives: "A new account, a device that is being replaced, a second one for the safe.")
{
    public override RuleReach Reach { get; } = RuleReach.Anyone(RootTarget.Source, "DeactivateMFADevice", "DeleteVirtualMFADevice").OrRoot();

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        if (!RootTarget.IsOwn(e, facts, "CreateVirtualMFADevice") && !RootTarget.IsOwn(e, facts, "EnableMFADevice"))
        {
            return null;
        }

        var finding = Found(e, "added an MFA device to root", "tried to add an MFA device to root");
        var serial = e.Parameter("serialNumber");
        var isSecond = facts.Before.RootMfaDevices.Any(device => device.IsActive && device.Serial != serial);
        return isSecond && e.Succeeded ? finding with { Severity = Severity.Critical, What = finding.What + ", which had one already," } : finding;
    }

    public override WatchState Remember(WatchState state, CloudTrailEvent e, RuleFacts facts)
    {
        var serial = e.Parameter("serialNumber");
        if (serial.Length == 0 || !e.Succeeded)
        {
            return state;
        }

        var others = state.RootMfaDevices.Where(device => device.Serial != serial);
        if (RootTarget.IsOwn(e, facts, "EnableMFADevice"))
        {
            return state with { RootMfaDevices = [.. others.TakeLast(WatchState.RootMfaDevicesMax - 1), new RootMfaDevice(serial, IsActive: true)] };
        }

        // One that is deactivated stays known: it may be enabled again, and it is still root's when it is deleted.
        if (RootTarget.IsMfa(e, facts, "DeactivateMFADevice") || RootTarget.IsOwn(e, facts, "DeactivateMFADevice"))
        {
            return state with { RootMfaDevices = [.. others.TakeLast(WatchState.RootMfaDevicesMax - 1), new RootMfaDevice(serial, IsActive: false)] };
        }

        return RootTarget.IsMfa(e, facts, "DeleteVirtualMFADevice") ? state with { RootMfaDevices = [.. others] } : state;
    }
}
