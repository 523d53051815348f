using RootWatch.Detection.Rules;

namespace RootWatch.Detection.Settings;

/// <summary>What a tenant has set about its rules.</summary>
public sealed record DetectionSettings
{
    public static DetectionSettings Default { get; } = new();

    /// <summary>By <c>rule id/threshold name</c>; what is absent has its default.</summary>
    public IReadOnlyDictionary<string, double> Thresholds { get; init; } = new Dictionary<string, double>();

    public double Of(Rule rule, RuleThreshold threshold) =>
        Thresholds.GetValueOrDefault($"{rule.Id}/{threshold.Name}", threshold.Default);
}
