namespace RootWatch.Detection.Anomaly;

/// <summary>
/// Root's habits in one account, learnt from what succeeded: a stranger's failures teach nothing. Nothing here expires by
/// age, since root is used a few times a year; the lists are bounded instead.
/// </summary>
public sealed record AccountProfile
{
    public const int NetworksMax = 64;
    public const int AgentsMax = 16;
    public const int TimesMax = 32;

    public static AccountProfile Empty { get; } = new();

    public DateTimeOffset? FirstUse { get; init; }
    public DateTimeOffset? LastUse { get; init; }
    public int SignIns { get; init; }

    /// <summary>Address prefixes (/24, /48), the latest used last.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>Families of user agents, the latest used last.</summary>
    public IReadOnlyList<string> Agents { get; init; } = [];

    /// <summary>When sign-ins failed, in order of time, the last ones only. So are the lists below.</summary>
    public IReadOnlyList<DateTimeOffset> FailureTimes { get; init; } = [];
    public IReadOnlyList<DateTimeOffset> SignInTimes { get; init; } = [];

    /// <summary>When root touched credentials or guards.</summary>
    public IReadOnlyList<DateTimeOffset> DeedTimes { get; init; } = [];

    /// <summary>When somebody touched recovery, e-mail or contacts.</summary>
    public IReadOnlyList<DateTimeOffset> RecoveryTimes { get; init; } = [];
}
