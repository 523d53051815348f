namespace RootWatch.Detection.Posture;

public enum RootMfaState
{
    /// <summary>What decides could not be read.</summary>
    Unknown,

    /// <summary>Root has no MFA.</summary>
    None,

    /// <summary>Only devices that are none of IAM's virtual ones: passkeys, security keys, hardware tokens.</summary>
    HardwareOnly,

    /// <summary>At least one virtual device, and for all that is known nothing else.</summary>
    VirtualPresent,

    /// <summary>Virtual ones and others.</summary>
    Mixed,
}

/// <summary>
/// Which kind of MFA root has. A device is root's if its user's ARN is exactly root's: a user called <c>groot</c> is not
/// root, and neither the name of a device nor the end of its serial tells whose it is.
/// </summary>
public static class RootMfa
{
    public static RootMfaState Of(PostureFacts facts, DateTimeOffset now)
    {
        if (facts.Summary.WhyUnknown(now) is not null)
        {
            return RootMfaState.Unknown;
        }

        if (!facts.Summary.Value!.MfaEnabled)
        {
            return RootMfaState.None;
        }

        if (facts.VirtualMfa.WhyUnknown(now) is not null)
        {
            return RootMfaState.Unknown;
        }

        var virtuals = VirtualsOf(facts).Select(device => device.Serial).ToHashSet(StringComparer.Ordinal);
        return virtuals.Count == 0 ? RootMfaState.HardwareOnly
            : facts.RootMfaDevices.WhyUnknown(now) is null && facts.RootMfaDevices.Value!.Any(serial => !virtuals.Contains(serial)) ? RootMfaState.Mixed
            : RootMfaState.VirtualPresent;
    }

    /// <summary>Root's own virtual devices.</summary>
    public static IEnumerable<VirtualMfa> VirtualsOf(PostureFacts facts) =>
        (facts.VirtualMfa.Value ?? []).Where(device => device.UserArn == facts.RootArn);
}
