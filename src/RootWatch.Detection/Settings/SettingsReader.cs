using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Files;
using RootWatch.Detection.Posture;
using RootWatch.Detection.Rules;
using RootWatch.Detection.Sigma;

namespace RootWatch.Detection.Settings;

/// <summary>Reads what a tenant has written about its rules: the keys <c>expected</c>, <c>rules</c>, <c>posture</c> and <c>emergencies</c>.</summary>
public static class SettingsReader
{
    private static readonly string[] RuleKeys = ["enabled", "severity", "thresholds", "expected", "allow"];

    /// <summary>A Sigma rule has no thresholds, and asks nothing about what is expected.</summary>
    private static readonly string[] SigmaRuleKeys = ["enabled", "severity", "allow"];

    private static readonly string[] EmergencyKeys = ["required", "hoursMax", "drillMinutes", "drillDays"];
    private static readonly string[] AllowKeys = ["principals", "networks", "userAgents"];

    public static IReadOnlyList<string> Keys { get; } = ["expected", "rules", "posture", "emergencies"];

    /// <summary>All that accounts.yaml may say of a tenant.</summary>
    public static IReadOnlyList<string> TenantKeys { get; } = ["id", "name", "accounts", "organizations", .. Keys];

    /// <summary>The settings; whatever is wrong with them stands in <paramref name="mistakes"/>, and then they are not to be used.</summary>
    /// <param name="sigma">The user's own rules: there may be settings for those that are loaded.</param>
    public static DetectionSettings Read(string file, YamlFields fields, SigmaRules sigma, Mistakes mistakes)
    {
        var expected = fields.Node("expected") is { } use ? ExpectedUseReader.Read(file, use, mistakes) : ExpectedUse.Unknown;
        var rules = new Dictionary<string, RuleSettings>(StringComparer.Ordinal);
        var thresholds = new Dictionary<string, double>(StringComparer.Ordinal);
        switch (fields.Node("rules"))
        {
            case null:
                break;
            case YamlMap map:
                foreach (var (key, node) in map.Entries)
                {
                    if (RuleCatalogue.All.Concat(sigma.All).FirstOrDefault(rule => rule.Id == key.Value) is { } rule)
                    {
                        rules[rule.Id] = OfRule(file, rule, node, thresholds, mistakes);
                    }
                    else
                    {
                        mistakes.Add(StrictYaml.Place(file, key), $"there is no rule {Mistakes.Shown(key.Value)}; {HintOfRule(key.Value, sigma.All)}");
                    }
                }

                break;
            case { } other:
                mistakes.Add(StrictYaml.Place(file, other), "'rules' must be a map from rule ids, such as RW-S01, to their settings");
                break;
        }

        var posture = fields.Node("posture") is { } wanted ? PostureSettingsReader.Read(file, wanted, mistakes) : PostureSettings.Default;
        var emergencies = fields.Node("emergencies") is { } agreed ? OfEmergencies(file, agreed, mistakes) : EmergencySettings.Default;
        return new DetectionSettings { Expected = expected, Rules = rules, Thresholds = thresholds, Posture = posture, Emergencies = emergencies };
    }

    private static EmergencySettings OfEmergencies(string file, YamlNode node, Mistakes mistakes)
    {
        if (YamlFields.Of(file, node, "'emergencies'", EmergencyKeys, mistakes) is not { } fields)
        {
            return EmergencySettings.Default;
        }

        var usual = EmergencySettings.Default;
        return new EmergencySettings
        {
            Required = Flag(file, fields, "required", mistakes) ?? usual.Required,
            HoursMax = Whole(file, fields, "hoursMax", EmergencySettings.HoursLimit, mistakes) ?? usual.HoursMax,
            DrillMinutes = Whole(file, fields, "drillMinutes", EmergencySettings.DrillMinutesLimit, mistakes) ?? usual.DrillMinutes,
            DrillDays = Whole(file, fields, "drillDays", EmergencySettings.DrillDaysLimit, mistakes) ?? usual.DrillDays,
        };
    }

    /// <summary>From 1 on; null if it is absent or a mistake.</summary>
    private static int? Whole(string file, YamlFields fields, string name, int max, Mistakes mistakes)
    {
        if (fields.Text(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= max)
        {
            return number;
        }

        mistakes.Add(StrictYaml.Place(file, text), $"'{name}' must be a whole number from 1 to {max}, not {Mistakes.Shown(text.Value)}");
        return null;
    }

    public static string HintOfRule(string id, IEnumerable<Rule>? own = null) =>
        NearestName.Of(id, RuleCatalogue.All.Concat(own ?? []).Select(rule => rule.Id)) is { } nearest
            ? $"did you mean '{nearest}'?"
            : id.StartsWith(SigmaRule.IdPrefix, StringComparison.OrdinalIgnoreCase) ? "--sigma names rules of your own, and 'rootwatch sigma check' shows their ids"
            : "'rootwatch rule list' shows them all";

    private static RuleSettings OfRule(string file, Rule rule, YamlNode node, Dictionary<string, double> thresholds, Mistakes mistakes)
    {
        if (YamlFields.Of(file, node, $"the settings of {rule.Id}", rule is SigmaRule ? SigmaRuleKeys : RuleKeys, mistakes) is not { } fields)
        {
            return RuleSettings.Usual;
        }

        if (rule is not SigmaRule && fields.Node("thresholds") is { } numbers)
        {
            OfThresholds(file, rule, numbers, thresholds, mistakes);
        }

        return new RuleSettings
        {
            Enabled = Flag(file, fields, "enabled", mistakes) ?? true,
            Severity = OfSeverity(file, fields, mistakes),
            Expected = fields.Node("expected") is { } use ? ExpectedUseReader.Read(file, use, mistakes) : null,
            Allow = fields.Node("allow") is { } allow ? OfAllow(file, rule, allow, mistakes) : null,
        };
    }

    private static bool? Flag(string file, YamlFields fields, string key, Mistakes mistakes)
    {
        if (fields.Text(key) is not { } text)
        {
            return null;
        }

        if (bool.TryParse(text.Value, out var flag))
        {
            return flag;
        }

        mistakes.Add(StrictYaml.Place(file, text), $"'{key}' must be true or false, not {Mistakes.Shown(text.Value)}");
        return null;
    }

    private static Severity? OfSeverity(string file, YamlFields fields, Mistakes mistakes)
    {
        if (fields.Text("severity") is not { } text)
        {
            return null;
        }

        if (SeverityNames.TryParse(text.Value, out var severity))
        {
            return severity;
        }

        mistakes.Add(StrictYaml.Place(file, text), $"there is no severity {Mistakes.Shown(text.Value)}; {NearestName.Hint(text.Value, SeverityNames.All.ToArray())}");
        return null;
    }

    private static void OfThresholds(string file, Rule rule, YamlNode node, Dictionary<string, double> thresholds, Mistakes mistakes)
    {
        if (rule.Thresholds.Count == 0)
        {
            mistakes.Add(StrictYaml.Place(file, node), $"{rule.Id} has no thresholds");
            return;
        }

        if (YamlFields.Of(file, node, $"the thresholds of {rule.Id}", [.. rule.Thresholds.Select(threshold => threshold.Name)], mistakes) is not { } fields)
        {
            return;
        }

        foreach (var threshold in rule.Thresholds)
        {
            if (fields.Text(threshold.Name) is not { } text)
            {
                continue;
            }

            if (double.TryParse(text.Value, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
                && number >= threshold.Min && number <= threshold.Max)
            {
                thresholds[$"{rule.Id}/{threshold.Name}"] = number;
            }
            else
            {
                mistakes.Add(StrictYaml.Place(file, text), string.Create(CultureInfo.InvariantCulture,
                    $"'{threshold.Name}' must be a number from {threshold.Min} to {threshold.Max} ({threshold.Meaning}), not {Mistakes.Shown(text.Value)}"));
            }
        }
    }

    private static AllowList? OfAllow(string file, Rule rule, YamlNode node, Mistakes mistakes)
    {
        if (rule is EpisodeOnlyRule)
        {
            mistakes.Add(StrictYaml.Place(file, node), $"'allow' is about single events, and {rule.Id} tells of none; it can have another severity or enabled: false");
            return null;
        }

        if (YamlFields.Of(file, node, "'allow'", AllowKeys, mistakes) is not { } fields)
        {
            return null;
        }

        var before = mistakes.All.Count;
        var allow = new AllowList
        {
            Principals = SettingLists.Patterns(file, fields, "principals", mistakes),
            Networks = SettingLists.Networks(file, fields, "networks", mistakes),
            UserAgents = SettingLists.Patterns(file, fields, "userAgents", mistakes),
        };
        if (allow.Principals.Count == 0 && !allow.Networks.Any && mistakes.All.Count == before)
        {
            mistakes.Add(fields.Place, "'allow' names neither principals nor networks; a user agent alone is chosen by whoever calls");
        }

        if (allow.Principals.Any(pattern => pattern.Text.Trim('*').Length == 0) || allow.Networks.Networks.Any(network => network.PrefixLength == 0))
        {
            mistakes.Add(fields.Place, "'allow' covers everybody; if that is meant, write enabled: false");
        }

        return allow;
    }
}
