namespace RootWatch.Detection.Settings;

/// <summary>What a tenant demands of emergency windows.</summary>
public sealed record EmergencySettings
{
    public static EmergencySettings Default { get; } = new();

    public const int HoursLimit = 24;

    /// <summary>Every use of root needs a window, and a drill is due each year.</summary>
    public bool Required { get; init; }

    /// <summary>How long a window may be open from when it opens or is extended.</summary>
    public int HoursMax { get; init; } = 4;

    public const int DrillMinutesLimit = 1440;

    /// <summary>How long people have to acknowledge a drill.</summary>
    public int DrillMinutes { get; init; } = 30;

    public const int DrillDaysLimit = 366;

    /// <summary>How long a drill that was answered in time attests that the plan was tried.</summary>
    public int DrillDays { get; init; } = 365;
}
