using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Settings;

/// <summary>What a tenant has set about one rule, thresholds aside.</summary>
public sealed record RuleSettings
{
    public static RuleSettings Usual { get; } = new();

    /// <summary>A rule that is off raises no alert; what it remembers and what it means for the score stay.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Null: the catalogue's.</summary>
    public Severity? Severity { get; init; }

    /// <summary>Null: the tenant's.</summary>
    public ExpectedUse? Expected { get; init; }

    /// <summary>Null: nobody.</summary>
    public AllowList? Allow { get; init; }
}
