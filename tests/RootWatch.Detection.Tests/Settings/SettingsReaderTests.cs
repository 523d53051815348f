using System.Text;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Files;
using RootWatch.Detection.Rules;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Sigma;
using RootWatch.Detection.Tests.Sigma;

namespace RootWatch.Detection.Tests.Settings;

public sealed class SettingsReaderTests
{
    [Fact]
    public void All_that_can_be_set_is_read()
    {
        var (settings, mistakes) = Read("""
            expected:
              networks: [203.0.113.0/24, "2001:db8::/32"]
              asns: [3320, AS64500]
              countries: [DE, AT]
              userAgents: ["*Firefox/*"]
              deniedCountries: [KP]
              deniedNetworks: [198.51.100.7/32]
              hours: {timeZone: Europe/Berlin, days: [mon, sat], from: 08:00, to: 18:30}
            rules:
              RW-A07: {enabled: false}
              RW-S01:
                severity: Medium
                expected: {countries: [FR]}
              RW-D10: {thresholds: {minimum-length: 12}}
              RW-D03:
                allow:
                  principals: ["arn:aws:sts::111122223333:assumed-role/terraform/*"]
                  networks: [10.0.0.0/8]
                  userAgents: [APN/1.0 HashiCorp/*]
            """);

        Assert.Empty(mistakes);
        Assert.True(settings.Expected.Networks.Contains("203.0.113.9") && settings.Expected.Networks.Contains("2001:db8::1"));
        Assert.Equal([3320u, 64500u], settings.Expected.Asns);
        Assert.Equal(["DE", "AT"], settings.Expected.Countries);
        Assert.Equal(["KP"], settings.Expected.DeniedCountries);
        Assert.True(settings.Expected.DeniedNetworks.Contains("198.51.100.7"));
        Assert.True(settings.Expected.UserAgents.Single().Fits("Mozilla/5.0 Firefox/130.0"));
        Assert.Equal(new TimeOnly(18, 30), settings.Expected.Hours!.To);
        Assert.Equal([DayOfWeek.Monday, DayOfWeek.Saturday], settings.Expected.Hours.Days.Order());
        Assert.Equal(TimeOnly.MinValue, Read("expected: {hours: {timeZone: UTC, from: 08:00, to: 24:00}}").Settings.Expected.Hours!.To);
        Assert.False(settings.IsEnabled(Rule("RW-A07")));
        Assert.True(settings.IsEnabled(Rule("RW-S01")));
        Assert.Equal(Severity.Medium, settings.Rules["RW-S01"].Severity);
        Assert.Equal(["FR"], settings.ExpectedOf(Rule("RW-S01")).Countries);
        Assert.Equal(["DE", "AT"], settings.ExpectedOf(Rule("RW-S02")).Countries);
        Assert.Equal(12, settings.Of(Rule("RW-D10"), Rule("RW-D10").Thresholds[0]));
        Assert.Equal(24, settings.Of(Rule("RW-D10"), Rule("RW-D10").Thresholds[1]));
        Assert.Equal("10.0.0.0/8", settings.Rules["RW-D03"].Allow!.Networks.Networks.Single().ToString());
    }

    [Fact]
    public void Whether_windows_are_demanded_and_how_long_they_are_is_read_and_what_cannot_be_is_a_mistake()
    {
        var (settings, mistakes) = Read("emergencies: {required: true, hoursMax: 8}");
        Assert.Empty(mistakes);
        Assert.Equal((true, 8), (settings.Emergencies.Required, settings.Emergencies.HoursMax));
        Assert.Equal((false, 4), (Read("rules: {}").Settings.Emergencies.Required, Read("rules: {}").Settings.Emergencies.HoursMax));

        var drills = Read("emergencies: {drillMinutes: 5, drillDays: 90}").Settings.Emergencies;
        Assert.Equal((5, 90, 30, 365), (drills.DrillMinutes, drills.DrillDays, settings.Emergencies.DrillMinutes, settings.Emergencies.DrillDays));

        Assert.All(
            new[] { "emergencies: {drillMinutes: 0}", "emergencies: {drillMinutes: 1441}", "emergencies: {drillDays: 367}", "emergencies: {hoursMax: 25}", "emergencies: {hoursMax: 0}", "emergencies: {hoursMax: 2.5}", "emergencies: {required: perhaps}", "emergencies: {hours: 4}", "emergencies: [4]" },
            text => Assert.Single(Read(text).Mistakes));
    }

    [Fact]
    public void Nothing_written_is_the_default()
    {
        var (settings, mistakes) = Read("rules: {}");

        Assert.Empty(mistakes);
        Assert.Empty(SettingChange.Between(DetectionSettings.Default, settings));
    }

    [Fact]
    public void All_mistakes_are_told_at_once_each_with_its_line_and_what_was_meant()
    {
        var (_, mistakes) = Read("""
            expected:
              networks: [203.0.113.7/24, 203.0.113.7, nowhere]
              asns: [Telekom]
              countries: [UK, de, Germany]
              deniedCountries: [DE, DE]
              hours: {timeZone: Europe/Berln, days: [monday], from: 8, to: 18:00}
              agents: [x]
            rules:
              RW-S1: {enabled: false}
              RW-S01: {enabled: no, severity: hgh}
              RW-S02: {thresholds: {x: 1}}
              RW-D10: {thresholds: {minimum-lenght: 12, reuse-prevention: 99}}
              RW-D03: {allow: {userAgents: [Terraform*]}}
              RW-D01: {allow: {principals: ["*"]}}
              RW-D02: {enable: false}
              RW-C01: [x]
              RW-S04: {allow: {networks: [203.0.113.0/24]}}
              nonsense: {}
            """);

        Assert.Equal(
        [
            "s:2:14: '203.0.113.7/24' begins inside a network; write 203.0.113.0/24",
            "s:2:30: '203.0.113.7' is an address; write the network 203.0.113.7/32 for it alone",
            "s:2:43: 'nowhere' is no network: it looks like 203.0.113.0/24 or 2001:db8::/32",
            "s:3:10: 'Telekom' is no autonomous system number, such as 3320",
            "s:4:15: the code of the United Kingdom is 'GB'",
            "s:4:19: write the country in capitals: 'DE'",
            "s:4:23: 'Germany' is no country code: it has two letters (ISO 3166-1), such as DE",
            "s:5:25: 'DE' is listed twice",
            "s:6:21: there is no time zone 'Europe/Berln'; did you mean 'Europe/Berlin'?",
            "s:6:42: there is no day 'monday'; known here: sun, mon, tue, wed, thu, fri, sat",
            "s:6:57: 'from' must be a time such as 08:00, not '8'",
            "s:7:3: unknown key 'agents'; known here: networks, asns, countries, userAgents, deniedCountries, deniedNetworks, hours",
            "s:9:3: there is no rule 'RW-S1'; did you mean 'RW-S01'?",
            "s:10:21: 'enabled' must be true or false, not 'no'",
            "s:10:35: there is no severity 'hgh'; did you mean 'high'?",
            "s:11:24: RW-S02 has no thresholds",
            "s:12:25: unknown key 'minimum-lenght'; did you mean 'minimum-length'?",
            "s:12:63: 'reuse-prevention' must be a number from 1 to 24 (former passwords that may not be used again; less is weak), not '99'",
            "s:13:19: 'allow' names neither principals nor networks; a user agent alone is chosen by whoever calls",
            "s:14:19: 'allow' covers everybody; if that is meant, write enabled: false",
            "s:15:12: unknown key 'enable'; did you mean 'enabled'?",
            "s:16:11: the settings of RW-C01 must be a map with the keys enabled, severity, thresholds, expected, allow",
            "s:17:19: 'allow' is about single events, and RW-S04 tells of none; it can have another severity or enabled: false",
            "s:18:3: there is no rule 'nonsense'; 'rootwatch rule list' shows them all",
        ],
        mistakes.OrderBy(line => int.Parse(line.Split(':')[1], System.Globalization.CultureInfo.InvariantCulture)).ThenBy(line => int.Parse(line.Split(':')[2], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Theory]
    [InlineData("QQ")]
    [InlineData("EN")]
    [InlineData("SU")]
    public void A_country_that_no_table_knows_is_a_mistake_as_it_would_deny_everybody_or_nobody(string code)
    {
        foreach (var key in new[] { "countries", "deniedCountries" })
        {
            Assert.Equal([$"s:1:{15 + key.Length}: there is no country '{code}' in ISO 3166-1"], Read($"expected: {{{key}: [{code}]}}").Mistakes);
        }

        Assert.Empty(Read("expected: {countries: [DE, US, GB, XK, AX, SX], deniedCountries: [KP, EU]}").Mistakes);
    }

    [Theory]
    [InlineData("010.0.0.0/8")]
    [InlineData("192.168.010.0/24")]
    [InlineData("0x0a.0.0.0/8")]
    [InlineData("10.256/16")]
    [InlineData("0/0")]
    [InlineData("167772160/8")]
    public void A_network_that_is_not_written_in_four_decimal_numbers_is_no_other_one(string network) =>
        Assert.Equal([$"s:1:23: '{network}' is no network: it looks like 203.0.113.0/24 or 2001:db8::/32"], Read($"expected: {{networks: ['{network}']}}").Mistakes);

    [Fact]
    public void Each_change_is_told_from_what_to_what()
    {
        var (before, _) = Read("{expected: {countries: [DE]}, rules: {RW-S01: {severity: low}, RW-D10: {thresholds: {minimum-length: 12}}, RW-A07: {enabled: false}}}");
        var (after, _) = Read("{expected: {countries: [DE, AT]}, rules: {RW-S01: {severity: info}, RW-D10: {thresholds: {minimum-length: 10}}, RW-D01: {allow: {principals: [\"*:role/x\"]}}}}");

        Assert.Equal(
        [
            "RW-A07 enabled: false -> default",
            "RW-D01 allow.principals: default -> [*:role/x]",
            "RW-D10 thresholds.minimum-length: 12 -> 10",
            "RW-S01 severity: low -> info",
            "expected.countries: [DE] -> [DE, AT]",
        ],
        SettingChange.Between(before, after).Select(change => change.ToString()));
    }

    /// <summary>Whoever can write the file can take an account out of a check, or ask for less.</summary>
    [Fact]
    public void What_is_asked_of_posture_and_of_drills_is_a_setting_like_any_other()
    {
        var (before, _) = Read("""
            posture:
              passwordLengthMin: 20
              exemptions:
                - {check: P03, account: "111122223333", by: alice, until: 2027-03-31, reason: on its way}
            """);
        var (after, mistakes) = Read("""
            posture:
              unusedDays: 7
              usedDaysMax: 1
              passwordReuseMin: 5
              passwordAgeMax: 0
              contactMonthsMax: 6
              emailDomains: [acme.example]
              exemptions:
                - {check: P03, account: "111122223333", by: mallory, until: 2030-12-31, reason: no}
                - {check: P16, by: mallory, until: 2030-12-31, reason: no}
            emergencies: {drillMinutes: 5, drillDays: 30}
            """);

        Assert.Empty(mistakes);
        Assert.Equal(
        [
            "emergencies drillDays: default -> 30",
            "emergencies drillMinutes: default -> 5",
            "posture contactMonthsMax: default -> 6",
            "posture emailDomains: default -> [acme.example]",
            "posture exemptions P03: [111122223333 until 2027-03-31 by alice: on its way] -> [111122223333 until 2030-12-31 by mallory: no]",
            "posture exemptions P16: default -> [all until 2030-12-31 by mallory: no]",
            "posture passwordAgeMax: default -> 0",
            "posture passwordLengthMin: 20 -> default",
            "posture passwordReuseMin: default -> 5",
            "posture unusedDays: default -> 7",
            "posture usedDaysMax: default -> 1",
        ],
        SettingChange.Between(before, after).Select(change => change.ToString()));
    }

    [Fact]
    public void A_change_at_the_end_of_a_long_list_is_a_change()
    {
        var (before, _) = Read($"expected: {{userAgents: [{string.Join(", ", Enumerable.Range(0, 500).Select(i => $"agent{i}"))}]}}");
        var (after, _) = Read($"expected: {{userAgents: [{string.Join(", ", Enumerable.Range(0, 500).Select(i => i == 499 ? "other" : $"agent{i}"))}]}}");

        var change = Assert.Single(SettingChange.Between(before, after));

        Assert.True(change.From.Length < 600, change.From);
    }

    [Fact]
    public void What_can_be_set_of_a_Sigma_rule_is_taken_if_the_rule_is_loaded()
    {
        var rules = RuleFiles.Read(RuleFiles.WithSelection("eventName: ConsoleLogin")).Rules;
        var rule = Assert.Single(rules.All);
        Assert.Equal("SIGMA-8ad1600d-0000", rule.Id);

        var (settings, mistakes) = Read("{rules: {SIGMA-8ad1600d-0000: {enabled: false, severity: low, allow: {principals: [\"*:role/x\"]}}}}", rules);
        Assert.Empty(mistakes);
        Assert.False(settings.IsEnabled(rule));
        Assert.Equal((Severity.Low, "*:role/x"), (settings.Rules[rule.Id].Severity, Assert.Single(settings.Rules[rule.Id].Allow!.Principals).Text));
    }

    [Fact]
    public void A_setting_of_a_Sigma_rule_that_is_not_loaded_or_that_it_cannot_have_is_a_mistake()
    {
        const string Yaml = """
            rules:
              SIGMA-8ad1600d-0001: {severity: low}
              SIGMA-00000000-1111: {severity: low}
              SIGMA-8ad1600d-0000: {thresholds: {a: 1}, expected: {countries: [DE]}}
            """;

        Assert.Equal(
        [
            "s:2:3: there is no rule 'SIGMA-8ad1600d-0001'; did you mean 'SIGMA-8ad1600d-0000'?",
            "s:3:3: there is no rule 'SIGMA-00000000-1111'; --sigma names rules of your own, and 'rootwatch sigma check' shows their ids",
            "s:4:25: unknown key 'thresholds'; known here: enabled, severity, allow",
            "s:4:45: unknown key 'expected'; known here: enabled, severity, allow",
        ], Read(Yaml, RuleFiles.Read(RuleFiles.WithSelection("eventName: ConsoleLogin")).Rules).Mistakes);
    }

    private static Rule Rule(string id) => RuleCatalogue.All.Single(rule => rule.Id == id);

    private static (DetectionSettings Settings, string[] Mistakes) Read(string yaml, SigmaRules? sigma = null)
    {
        var mistakes = new Mistakes();
        var root = StrictYaml.Read("s", Encoding.UTF8.GetBytes(yaml), mistakes)!;
        var fields = YamlFields.Of("s", root, "the file", SettingsReader.Keys.ToArray(), mistakes)!;
        var settings = SettingsReader.Read("s", fields, sigma ?? SigmaRules.None, mistakes);
        return (settings, [.. mistakes.All.Select(mistake => mistake.ToString())]);
    }
}
