using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

/// <summary>
/// Which MFA devices are root's. A call that removes one may arrive before the call that added it: then it waits to be
/// claimed, so that the order of arrival changes nothing.
/// </summary>
internal static class RootMfaDevices
{
    private const string DefaultSerialEnd = ":mfa/root-account-mfa-device";

    /// <summary>
    /// The console names root's first virtual device so; any other name is known only from having seen root enable it, and
    /// an IAM user's device may have had the name before.
    /// </summary>
    public static bool IsRoots(string serial, DateTimeOffset? at, WatchState state) =>
        serial.EndsWith(DefaultSerialEnd, StringComparison.Ordinal)
        || state.RootMfaDevices.Any(device => device.Serial == serial && !(device.Since > at));

    /// <summary>Of whosever device.</summary>
    public static bool IsChange(CloudTrailEvent e) =>
        e.EventSource.Equals(RootTarget.Source, StringComparison.OrdinalIgnoreCase) && e.IsWrite && e.EventName.EndsWith("MFADevice", StringComparison.Ordinal);

    /// <summary>Root has another device than this one, which was enabled by then and not yet removed.</summary>
    public static bool HasOther(string serialKey, DateTimeOffset at, WatchState state) =>
        state.RootMfaDevices.Any(device => TraceEntry.KeyOf(device.Serial) != serialKey && IsActive(device, at));

    /// <summary>What becomes known, or waits, by this event.</summary>
    public static WatchState Remember(WatchState state, CloudTrailEvent e, RuleFacts facts)
    {
        var isRemoval = e.Is(RootTarget.Source, "DeactivateMFADevice") || e.Is(RootTarget.Source, "DeleteVirtualMFADevice");
        if (!isRemoval && !e.Is(RootTarget.Source, "EnableMFADevice"))
        {
            return state;
        }

        var serial = e.Parameter("serialNumber");
        if (ShowsOwner(e, facts))
        {
            var claimed = ClaimedBy(e, facts).Where(removal => removal.Succeeded).Select(removal => new MfaDeviceChange(removal.At, Enabled: false));
            return Known(state, serial, [.. claimed, .. Change(e, enabled: !isRemoval)], since: e.EventTime);
        }

        if (!isRemoval || serial.Length == 0)
        {
            return state;
        }

        // What root is refused for its own device is told by itself, whosever the device turns out to be.
        if (RootTarget.IsMfa(e, facts, e.EventName) || RootTarget.IsOwn(e, facts, "DeactivateMFADevice"))
        {
            return e.Succeeded ? Known(state, serial, Change(e, enabled: false), since: DateTimeOffset.MaxValue) : state;
        }

        return e.EventTime is { } time && e.Parameter("userName").Length == 0
            ? Waiting(state, new MfaRemoval(
                TraceEntry.KeyOf(serial), e.EventName, e.EventKey, time, e.Succeeded, facts.Settings.Allows(e.EventName == "DeactivateMFADevice" ? "RW-C10" : "RW-C11", e)))
            : state;
    }

    /// <summary>Removals that came before this event, though they happened after it.</summary>
    public static IEnumerable<MfaRemoval> ClaimedBy(CloudTrailEvent e, RuleFacts facts) =>
        facts.Before.UnclaimedMfaRemovals.Count > 0 && ShowsOwner(e, facts) ? Claimed(e, facts) : [];

    /// <summary>What a rule tells of those by one call. Asked of every event, and so for nothing while none waits.</summary>
    /// <param name="done">What happened to the device: <c>deleted</c>.</param>
    public static IEnumerable<Episode> Episodes(Rule rule, string call, string done, CloudTrailEvent e, RuleFacts facts) =>
        facts.Before.UnclaimedMfaRemovals.Count == 0 ? [] : EpisodesOf(rule, call, done, ClaimedBy(e, facts));

    private static IEnumerable<Episode> EpisodesOf(Rule rule, string call, string done, IEnumerable<MfaRemoval> claimed) =>
        claimed.Where(removal => removal.Call == call).Select(removal => new Episode(
            removal.EventKey, removal.At,
            removal.Succeeded
                ? $"an MFA device of root was {done} at {ShownTime.Of(removal.At)}"
                : $"somebody tried to remove an MFA device of root at {ShownTime.Of(removal.At)}, and failed",
            removal.Succeeded ? rule.Severity : Severity.Medium)
        { Allowed = removal.Allowed });

    private static IEnumerable<MfaRemoval> Claimed(CloudTrailEvent e, RuleFacts facts)
    {
        var serial = e.Parameter("serialNumber");
        var key = TraceEntry.KeyOf(serial);
        return facts.Before.UnclaimedMfaRemovals.Where(removal =>
            removal.SerialKey == key && !(removal.At < e.EventTime) && !IsRoots(serial, removal.At, facts.Before));
    }

    /// <summary>After this event the device of the serial is known to be root's.</summary>
    private static bool ShowsOwner(CloudTrailEvent e, RuleFacts facts) =>
        e.Succeeded && e.Parameter("serialNumber").Length > 0
        && (e.Is(RootTarget.Source, "EnableMFADevice") || e.Is(RootTarget.Source, "DeactivateMFADevice"))
        && (RootTarget.IsOwn(e, facts, e.EventName) || RootTarget.IsNamed(e));

    /// <summary>Within one second a removal counts as the later.</summary>
    private static bool IsActive(RootMfaDevice device, DateTimeOffset at) =>
        device.Changes.LastOrDefault(change => change.At <= at) is { Enabled: true };

    private static MfaDeviceChange[] Change(CloudTrailEvent e, bool enabled) => e.EventTime is { } time ? [new MfaDeviceChange(time, enabled)] : [];

    /// <summary>In the order of their last use, so that which ones are forgotten does not depend on the order of arrival.</summary>
    private static WatchState Known(WatchState state, string serial, IReadOnlyList<MfaDeviceChange> changes, DateTimeOffset? since)
    {
        var known = state.RootMfaDevices.FirstOrDefault(device => device.Serial == serial);
        var device = new RootMfaDevice(serial)
        {
            Since = known is null || since is null || since < known.Since ? since : known.Since,
            Changes = [.. (known?.Changes ?? []).Union(changes).OrderBy(change => change.At).ThenByDescending(change => change.Enabled)
                .TakeLast(RootMfaDevice.ChangesMax)],
        };
        return state with
        {
            RootMfaDevices = [.. state.RootMfaDevices.Where(other => other.Serial != serial).Append(device)
                .OrderBy(other => other.Changes.Count > 0 ? other.Changes[^1].At : DateTimeOffset.MinValue)
                .ThenBy(other => other.Serial, StringComparer.Ordinal)
                .TakeLast(WatchState.RootMfaDevicesMax)],
        };
    }

    private static WatchState Waiting(WatchState state, MfaRemoval removal) =>
        state.UnclaimedMfaRemovals.Any(other => other.EventKey == removal.EventKey) ? state : state with
        {
            UnclaimedMfaRemovals = [.. state.UnclaimedMfaRemovals.Append(removal)
                .OrderBy(other => other.At).ThenBy(other => other.EventKey, StringComparer.Ordinal)
                .TakeLast(WatchState.UnclaimedMfaRemovalsMax)],
        };
}
