using System.Globalization;
using RootWatch.Detection.Events;
using RootWatch.Detection.Files;
using RootWatch.Detection.Settings;

namespace RootWatch.Detection.Posture;

/// <summary>Reads what a tenant has written about posture: the key <c>posture</c>.</summary>
internal static class PostureSettingsReader
{
    private static readonly string[] Keys = ["unusedDays", "usedDaysMax", "passwordLengthMin", "passwordReuseMin", "passwordAgeMax", "contactMonthsMax", "emailDomains", "exemptions"];
    private static readonly string[] ExemptionKeys = ["check", "account", "by", "until", "reason"];

    /// <summary>The settings; whatever is wrong with them stands in <paramref name="mistakes"/>.</summary>
    public static PostureSettings Read(string file, YamlNode node, Mistakes mistakes)
    {
        if (YamlFields.Of(file, node, "'posture'", Keys, mistakes) is not { } fields)
        {
            return PostureSettings.Default;
        }

        var usual = PostureSettings.Default;
        return new PostureSettings
        {
            UnusedDays = Number(file, fields, "unusedDays", 1, 365, mistakes) ?? usual.UnusedDays,
            UsedDaysMax = Number(file, fields, "usedDaysMax", 0, 30, mistakes) ?? usual.UsedDaysMax,
            PasswordLengthMin = Number(file, fields, "passwordLengthMin", 6, 128, mistakes) ?? usual.PasswordLengthMin,
            PasswordReuseMin = Number(file, fields, "passwordReuseMin", 1, 24, mistakes) ?? usual.PasswordReuseMin,
            PasswordAgeMax = Number(file, fields, "passwordAgeMax", 0, 1095, mistakes) ?? usual.PasswordAgeMax,
            ContactMonthsMax = Number(file, fields, "contactMonthsMax", 1, 60, mistakes) ?? usual.ContactMonthsMax,
            EmailDomains = SettingLists.Each(file, fields, "emailDomains", "domains such as acme.example", mistakes, text =>
                text.Value.Contains('@', StringComparison.Ordinal) || !text.Value.Contains('.', StringComparison.Ordinal)
                    ? (null, $"{Mistakes.Shown(text.Value)} is no domain: it looks like acme.example, without an @")
                    : (text.Value, "")),
            Exemptions = [.. Exemptions(file, fields, mistakes)],
        };
    }

    private static IEnumerable<PostureExemption> Exemptions(string file, YamlFields fields, Mistakes mistakes)
    {
        foreach (var node in fields.List("exemptions", "exemptions")?.Items ?? [])
        {
            if (YamlFields.Of(file, node, "an exemption", ExemptionKeys, mistakes) is { } exemption && Exemption(file, exemption, mistakes) is { } read)
            {
                yield return read;
            }
        }
    }

    private static PostureExemption? Exemption(string file, YamlFields fields, Mistakes mistakes)
    {
        var (check, by, until, reason) = (
            fields.RequiredText("check", "an exemption"), fields.RequiredText("by", "an exemption"),
            fields.RequiredText("until", "an exemption"), fields.RequiredText("reason", "an exemption"));
        var account = fields.Text("account");
        if (check is not null && PostureCatalogue.Find(check.Value) is null)
        {
            mistakes.Add(StrictYaml.Place(file, check), $"there is no posture check {Mistakes.Shown(check.Value)}; {NearestName.Hint(check.Value, [.. PostureCatalogue.All.Select(known => known.Id)])}");
            return null;
        }

        if (account is not null && !AccountIds.IsAccountId(account.Value))
        {
            mistakes.Add(StrictYaml.Place(file, account), $"{Mistakes.Shown(account.Value)} is no account id: it has 12 digits, in quotes");
            return null;
        }

        var end = default(DateTimeOffset);
        if (until is not null && !TryDay(until.Value, out end))
        {
            mistakes.Add(StrictYaml.Place(file, until), $"'until' must be a day such as 2027-03-31, not {Mistakes.Shown(until.Value)}; an exemption without an end is a check turned off");
            return null;
        }

        return check is null || by is null || until is null || reason is null ? null : new PostureExemption(check.Value, account?.Value, by.Value, end, reason.Value);
    }

    /// <summary>The end of that day, UTC.</summary>
    private static bool TryDay(string text, out DateTimeOffset end)
    {
        var isDay = DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day);
        end = isDay ? new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero) : default;
        return isDay;
    }

    private static int? Number(string file, YamlFields fields, string key, int min, int max, Mistakes mistakes)
    {
        if (fields.Text(key) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        mistakes.Add(StrictYaml.Place(file, text), $"'{key}' must be a whole number from {min} to {max}, not {Mistakes.Shown(text.Value)}");
        return null;
    }
}
