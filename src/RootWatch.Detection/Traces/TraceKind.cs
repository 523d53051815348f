namespace RootWatch.Detection.Traces;

/// <summary>
/// A list of the trace. Each kind has its own bounds, so that a flood of one pushes out no other. Within an hour the first
/// and the last ones stay: whoever asks what came before or after an event that arrives late still finds it.
/// </summary>
/// <param name="Name">In the account's document; never change one.</param>
/// <param name="FedBy">The rules whose findings make an entry.</param>
/// <param name="HourFirst">How many entries stay of an hour's beginning.</param>
/// <param name="HourLast">How many of its end.</param>
/// <param name="CountMax">Of all hours together; the oldest go first.</param>
/// <param name="RootsOnly">Only what a person as root did.</param>
/// <param name="ByDetail">Within a quarter of an hour, only the first and the last of one detail are kept.</param>
public sealed record TraceKind(
    string Name, IReadOnlyList<string> FedBy, int HourFirst = 10, int HourLast = 10, int CountMax = 40, bool ByDetail = false, bool RootsOnly = false)
{
    /// <summary>Root signed in; the detail is <c>mfa</c> or <c>bare</c> and the address.</summary>
    public static TraceKind SignIn { get; } = new("sign-in", ["RW-S01"]);

    /// <summary>With the address. The hour's bounds are what the thresholds of RW-S04 and RW-S05 need.</summary>
    public static TraceKind Failure { get; } = new("failure", ["RW-S03"], HourFirst: 10, HourLast: 20, CountMax: 180);

    /// <summary>The password was right and MFA was not; with the address.</summary>
    public static TraceKind MfaFailure { get; } = new("mfa-failure", ["RW-S06"], HourFirst: 10, HourLast: 10, CountMax: 60);

    public static TraceKind RecoveryRequested { get; } = new("recovery-requested", ["RW-C01"]);

    public static TraceKind RecoveryCompleted { get; } = new("recovery-completed", ["RW-C02"]);

    public static TraceKind PasswordChanged { get; } = new("password-changed", ["RW-C03"]);

    public static TraceKind EmailChanged { get; } = new("email-changed", ["RW-C04", "RW-C05"]);

    /// <summary>The ways to reach the owner; with the call.</summary>
    public static TraceKind ContactChanged { get; } = new("contact-changed", ["RW-C04", "RW-C05", "RW-B02"]);

    public static TraceKind KeyCreated { get; } = new("key-created", ["RW-C06"]);

    public static TraceKind KeyRemoved { get; } = new("key-removed", ["RW-C09"]);

    public static TraceKind MfaRemoved { get; } = new("mfa-removed", ["RW-C10", "RW-C11"]);

    /// <summary>With the key of the device's serial.</summary>
    public static TraceKind MfaAdded { get; } = new("mfa-added", ["RW-C12"]);

    /// <summary>A person as root changed a way in; with the call.</summary>
    public static TraceKind CredentialChanged { get; } =
        new("credential-changed", ["RW-C04", "RW-C06", "RW-C10", "RW-C12", "RW-C14", "RW-A04"], RootsOnly: true);

    /// <summary>A person as root turned off what watches; with the call.</summary>
    public static TraceKind Blinding { get; } = new(
        "blinding",
        ["RW-D01", "RW-D02", "RW-D03", "RW-D04", "RW-D05", "RW-D06", "RW-D07", "RW-D08", "RW-X01", "RW-X02", "RW-X03"],
        RootsOnly: true);

    /// <summary>Whoever it was.</summary>
    public static TraceKind TrailTouched { get; } = new("trail-touched", ["RW-D01", "RW-D02", "RW-D03", "RW-D04"]);

    /// <summary>A person or key used root, whatever for, what is done from outside excepted; with the address.</summary>
    public static TraceKind Use { get; } = new("use", [], HourFirst: 10, HourLast: 20, CountMax: 120, ByDetail: true);

    /// <summary>Somebody was at root's door: a sign-in that failed, a recovery asked for; with the address.</summary>
    public static TraceKind Attempt { get; } = new("attempt", [], CountMax: 48, ByDetail: true);

    /// <summary>A call by a person as root whose record does not say when the session began; with the address.</summary>
    public static TraceKind SessionlessUse { get; } = new("sessionless-use", [], ByDetail: true);

    /// <summary>A person or key as root changed something or signed in, MFA devices excepted; with the call.</summary>
    public static TraceKind Deed { get; } = new("deed", []);

    /// <summary>A reading call; with the key of its name.</summary>
    public static TraceKind Reading { get; } = new("reading", [], HourFirst: 64, HourLast: 64, CountMax: 192, ByDetail: true);

    /// <summary>Something was done in an AssumeRoot session; with the second in which the session began.</summary>
    public static TraceKind Delegated { get; } = new("delegated", [], ByDetail: true);

    /// <summary>All that rules feed.</summary>
    public static IReadOnlyList<TraceKind> Fed { get; } =
    [
        SignIn, Failure, MfaFailure, RecoveryRequested, RecoveryCompleted, PasswordChanged, EmailChanged, ContactChanged,
        KeyCreated, KeyRemoved, MfaRemoved, MfaAdded, CredentialChanged, Blinding, TrailTouched,
    ];
}
