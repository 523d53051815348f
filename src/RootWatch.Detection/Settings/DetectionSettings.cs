using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Posture;
using RootWatch.Detection.Rules;

namespace RootWatch.Detection.Settings;

/// <summary>What a tenant has set about its rules. They change what a person is told, never what is remembered.</summary>
public sealed record DetectionSettings
{
    public static DetectionSettings Default { get; } = new();

    /// <summary>By <c>rule id/threshold name</c>; what is absent has its default.</summary>
    public IReadOnlyDictionary<string, double> Thresholds { get; init; } = new Dictionary<string, double>();

    /// <summary>By rule id; a rule that is absent is as the catalogue says.</summary>
    public IReadOnlyDictionary<string, RuleSettings> Rules { get; init; } = new Dictionary<string, RuleSettings>();

    /// <summary>The tenant's, for every rule that has none of its own.</summary>
    public ExpectedUse Expected { get; init; } = ExpectedUse.Unknown;

    /// <summary>What the tenant expects of how its accounts are set up.</summary>
    public PostureSettings Posture { get; init; } = PostureSettings.Default;

    public EmergencySettings Emergencies { get; init; } = EmergencySettings.Default;

    public double Of(Rule rule, RuleThreshold threshold) =>
        Thresholds.Count == 0 ? threshold.Default : Thresholds.GetValueOrDefault($"{rule.Id}/{threshold.Name}", threshold.Default);

    public ExpectedUse ExpectedOf(Rule rule) => Of(rule).Expected ?? Expected;

    public bool IsEnabled(Rule rule) => Of(rule).Enabled;

    public bool Allows(Rule rule, CloudTrailEvent e) => Allows(rule.Id, e);

    public bool Allows(string ruleId, CloudTrailEvent e) => Of(ruleId).Allow?.Covers(e) == true;

    /// <summary>
    /// The severity that the tenant gave the rule. What the rule tells as less or more than usual, such as a refused call,
    /// stays as many steps below or above it.
    /// </summary>
    public Severity SeverityOf(Finding finding) =>
        Of(finding.Rule).Severity is { } set
            ? (Severity)Math.Clamp((int)set + (finding.Severity - finding.Rule.Severity), (int)Severity.Info, (int)Severity.Critical)
            : finding.Severity;

    private RuleSettings Of(Rule rule) => Of(rule.Id);

    private RuleSettings Of(string ruleId) => Rules.Count == 0 ? RuleSettings.Usual : Rules.GetValueOrDefault(ruleId, RuleSettings.Usual);
}
