using RootWatch.Detection.Anomaly;

namespace RootWatch.Detection;

/// <summary>
/// Everything Detection remembers of one account. Immutable to its holder; serialised as JSON into the account's document,
/// so every list in it is bounded.
/// </summary>
public sealed record WatchState
{
    public const int RootMfaDevicesMax = 16;
    public const int RootApisMax = 1024;

    public static WatchState Empty { get; } = new();

    /// <summary>Of the shape of this document. Members may be added without a new one.</summary>
    public int Version { get; init; } = 1;

    public AccountProfile Profile { get; init; } = AccountProfile.Empty;

    /// <summary>MFA devices that root was seen to enable, the last touched last.</summary>
    public IReadOnlyList<RootMfaDevice> RootMfaDevices { get; init; } = [];

    /// <summary>What root was ever seen to call, as <c>service/Call</c>. Once full, nothing more is called new.</summary>
    public IReadOnlyList<string> RootApis { get; init; } = [];
}

/// <param name="IsActive">False after it was deactivated, until it is deleted.</param>
public sealed record RootMfaDevice(string Serial, bool IsActive);
