using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Settings;

/// <summary>One setting that is another than it was.</summary>
/// <param name="Setting"><c>RW-S04 thresholds.failures-in-15-minutes</c>.</param>
/// <param name="From">As one would write it; <see cref="Unset"/> if nothing was.</param>
public sealed record SettingChange(string Setting, string From, string To)
{
    public const string Unset = "default";

    /// <summary>In the order of the settings' names.</summary>
    public static IReadOnlyList<SettingChange> Between(DetectionSettings before, DetectionSettings after)
    {
        var (old, now) = (Written(before), Written(after));
        return [.. old.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
            .Select(setting => new SettingChange(setting, old.GetValueOrDefault(setting, Unset), now.GetValueOrDefault(setting, Unset)))
            .Where(change => change.From != change.To)];
    }

    public override string ToString() => $"{Setting}: {From} -> {To}";

    private static Dictionary<string, string> Written(DetectionSettings settings)
    {
        var lines = new Dictionary<string, string>(StringComparer.Ordinal);
        Add(lines, "", settings.Expected);
        foreach (var (id, rule) in settings.Rules)
        {
            if (!rule.Enabled)
            {
                lines[$"{id} enabled"] = "false";
            }

            if (rule.Severity is { } severity)
            {
                lines[$"{id} severity"] = SeverityNames.Format(severity);
            }

            if (rule.Expected is { } expected)
            {
                Add(lines, id + " ", expected);
            }

            if (rule.Allow is { } allow)
            {
                Add(lines, $"{id} allow.principals", allow.Principals);
                Add(lines, $"{id} allow.networks", allow.Networks.Networks);
                Add(lines, $"{id} allow.userAgents", allow.UserAgents);
            }
        }

        foreach (var (name, number) in settings.Thresholds)
        {
            lines[name.Replace("/", " thresholds.", StringComparison.Ordinal)] = number.ToString(CultureInfo.InvariantCulture);
        }

        if (settings.Emergencies.Required)
        {
            lines["emergencies required"] = "true";
        }

        var (agreed, usual) = (settings.Emergencies, EmergencySettings.Default);
        Add(lines, "emergencies hoursMax", agreed.HoursMax, usual.HoursMax);
        Add(lines, "emergencies drillMinutes", agreed.DrillMinutes, usual.DrillMinutes);
        Add(lines, "emergencies drillDays", agreed.DrillDays, usual.DrillDays);
        Add(lines, settings.Posture);
        return lines;
    }

    private static void Add(Dictionary<string, string> lines, PostureSettings posture)
    {
        var usual = PostureSettings.Default;
        Add(lines, "posture unusedDays", posture.UnusedDays, usual.UnusedDays);
        Add(lines, "posture usedDaysMax", posture.UsedDaysMax, usual.UsedDaysMax);
        Add(lines, "posture passwordLengthMin", posture.PasswordLengthMin, usual.PasswordLengthMin);
        Add(lines, "posture passwordReuseMin", posture.PasswordReuseMin, usual.PasswordReuseMin);
        Add(lines, "posture passwordAgeMax", posture.PasswordAgeMax, usual.PasswordAgeMax);
        Add(lines, "posture contactMonthsMax", posture.ContactMonthsMax, usual.ContactMonthsMax);
        Add(lines, "posture emailDomains", posture.EmailDomains);
        foreach (var check in posture.Exemptions.GroupBy(exemption => exemption.Check))
        {
            Add(lines, $"posture exemptions {check.Key}", [.. check.Select(Shown)]);
        }
    }

    private static string Shown(PostureExemption exemption) => string.Create(CultureInfo.InvariantCulture,
        $"{exemption.AccountId ?? "all"} until {exemption.Until.UtcDateTime.AddDays(-1):yyyy-MM-dd} by {ShownText.Of(exemption.By, 64)}: {ShownText.Of(exemption.Reason, 128)}");

    private static void Add(Dictionary<string, string> lines, string setting, int number, int usual)
    {
        if (number != usual)
        {
            lines[setting] = number.ToString(CultureInfo.InvariantCulture);
        }
    }

    private static void Add(Dictionary<string, string> lines, string of, ExpectedUse use)
    {
        Add(lines, of + "expected.networks", use.Networks.Networks);
        Add(lines, of + "expected.asns", use.Asns);
        Add(lines, of + "expected.countries", use.Countries);
        Add(lines, of + "expected.userAgents", use.UserAgents);
        Add(lines, of + "expected.deniedCountries", use.DeniedCountries);
        Add(lines, of + "expected.deniedNetworks", use.DeniedNetworks.Networks);
        if (use.Hours is { } hours)
        {
            lines[of + "expected.hours"] = string.Create(CultureInfo.InvariantCulture,
                $"{string.Join(' ', hours.Days.Order().Select(day => day.ToString()[..3].ToLowerInvariant()))} {hours.From:HH:mm} to {hours.To:HH:mm} {hours.Zone.Id}");
        }
    }

    /// <summary>A long list is told by its beginning and its length.</summary>
    private static void Add<T>(Dictionary<string, string> lines, string setting, IReadOnlyList<T> values)
    {
        if (values.Count > 0)
        {
            var all = string.Join(", ", values);
            lines[setting] = all.Length <= ShownCharsMax
                ? ShownText.Of($"[{all}]", ShownCharsMax + 2)
                : ShownText.Of($"[{all[..ShownCharsMax]}", ShownCharsMax + 1) + string.Create(CultureInfo.InvariantCulture, $"... {values.Count} entries, {Digest(all)}]");
        }
    }

    private const int ShownCharsMax = 512;

    /// <summary>So that a change far behind in a long list is a change.</summary>
    private static string Digest(string text) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)).AsSpan(0, 4));
}
