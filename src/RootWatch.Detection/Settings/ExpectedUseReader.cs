using System.Globalization;
using RootWatch.Detection.Files;

namespace RootWatch.Detection.Settings;

/// <summary>Reads from where, with what and when root's use is expected.</summary>
internal static class ExpectedUseReader
{
    private static readonly string[] Keys = ["networks", "asns", "countries", "userAgents", "deniedCountries", "deniedNetworks", "hours"];
    private static readonly string[] HourKeys = ["timeZone", "days", "from", "to"];
    private static readonly string[] DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public static ExpectedUse Read(string file, YamlNode node, Mistakes mistakes)
    {
        if (YamlFields.Of(file, node, "'expected'", Keys, mistakes) is not { } fields)
        {
            return ExpectedUse.Unknown;
        }

        var use = new ExpectedUse
        {
            Networks = SettingLists.Networks(file, fields, "networks", mistakes),
            Asns = SettingLists.Asns(file, fields, "asns", mistakes),
            Countries = SettingLists.Countries(file, fields, "countries", mistakes),
            UserAgents = SettingLists.Patterns(file, fields, "userAgents", mistakes),
            DeniedCountries = SettingLists.Countries(file, fields, "deniedCountries", mistakes),
            DeniedNetworks = SettingLists.Networks(file, fields, "deniedNetworks", mistakes),
            Hours = fields.Node("hours") is { } hours ? OfHours(file, hours, mistakes) : null,
        };
        foreach (var country in use.Countries.Intersect(use.DeniedCountries))
        {
            mistakes.Add(StrictYaml.Place(file, fields.Node("deniedCountries")!), $"'{country}' is among the expected countries, too");
        }

        return use;
    }

    private static BusinessHours? OfHours(string file, YamlNode node, Mistakes mistakes)
    {
        if (YamlFields.Of(file, node, "'hours'", HourKeys, mistakes) is not { } fields)
        {
            return null;
        }

        var zone = Zone(file, fields, mistakes);
        var from = Time(file, fields, "from", mistakes);
        var to = Time(file, fields, "to", mistakes);
        IReadOnlySet<DayOfWeek> days = new HashSet<DayOfWeek> { DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday };
        if (fields.Has("days"))
        {
            days = SettingLists.Each(file, fields, "days", "days such as mon", mistakes, text =>
                DayNames.Contains(text.Value)
                    ? (text.Value, "")
                    : ((string?)null, $"there is no day {Mistakes.Shown(text.Value)}; {NearestName.Hint(text.Value, DayNames)}"))
                .Select(day => (DayOfWeek)Array.IndexOf(DayNames, day)).ToHashSet();
        }

        return zone is null || from is null || to is null ? null : new BusinessHours(zone, days, from.Value, to.Value);
    }

    /// <summary>By its IANA name; hours without a zone would be somebody else's.</summary>
    private static TimeZoneInfo? Zone(string file, YamlFields fields, Mistakes mistakes)
    {
        if (fields.RequiredText("timeZone", "'hours'") is not { } text)
        {
            return null;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(text.Value, out var zone))
        {
            return zone;
        }

        var nearest = NearestName.Of(text.Value, TimeZoneInfo.GetSystemTimeZones().Select(known => known.Id));
        mistakes.Add(StrictYaml.Place(file, text), $"there is no time zone {Mistakes.Shown(text.Value)}; {(nearest is null ? "write an IANA name such as Europe/Berlin" : $"did you mean '{nearest}'?")}");
        return null;
    }

    private static TimeOnly? Time(string file, YamlFields fields, string key, Mistakes mistakes)
    {
        if (fields.RequiredText(key, "'hours'") is not { } text)
        {
            return null;
        }

        // A day's end is the next one's beginning.
        if (key == "to" && text.Value == "24:00")
        {
            return TimeOnly.MinValue;
        }

        if (TimeOnly.TryParseExact(text.Value, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return time;
        }

        mistakes.Add(StrictYaml.Place(file, text), $"'{key}' must be a time such as 08:00, not {Mistakes.Shown(text.Value)}");
        return null;
    }
}
