using System.Net;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Settings;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Settings;

public sealed class DetectionSettingsTests
{
    private const string CloudTrail = "cloudtrail.amazonaws.com";
    private const string Organizations = "organizations.amazonaws.com";

    [Fact]
    public void A_rule_that_is_off_raises_no_alert_and_its_event_counts_for_the_rest_as_before()
    {
        var off = Step(Rule("RW-C01", new RuleSettings { Enabled = false }), SignInPage("PasswordRecoveryRequested"));
        var on = Step(DetectionSettings.Default, SignInPage("PasswordRecoveryRequested"));

        Assert.Empty(off.Alerts);
        Assert.Equal(1, off.Tally.Dismissed["rule_off"]);
        Assert.Equivalent(on.State, off.State, strict: true);
    }

    [Fact]
    public void A_severity_of_the_tenants_own_moves_refused_calls_with_it()
    {
        var low = Rule("RW-D01", new RuleSettings { Severity = Severity.High });

        Assert.Equal(Severity.High, Step(low, User(CloudTrail, "StopLogging")).Alerts.Single().Severity);
        Assert.Equal(Severity.Low, Step(low, User(CloudTrail, "StopLogging", Denied)).Alerts.Single().Severity);
        Assert.Equal(Severity.Info, Step(Rule("RW-D01", new RuleSettings { Severity = Severity.Info }), User(CloudTrail, "StopLogging", Denied)).Alerts.Single().Severity);
    }

    [Theory]
    [InlineData("arn:aws:iam::111122223333:user/root", "", "", true)]
    [InlineData("arn:*:user/ROOT", "", "", true)]
    [InlineData("arn:aws:iam::111122223333:user/roo", "", "", false)]
    [InlineData("", "198.51.100.0/24", "", true)]
    [InlineData("", "198.51.101.0/24", "", false)]
    [InlineData("*:user/root", "198.51.100.0/24", "*Chrome/*", true)]
    [InlineData("*:user/root", "198.51.100.0/24", "Terraform*", false)]
    [InlineData("*:user/root", "203.0.113.0/24", "", false)]
    [InlineData("", "", "*", false)]
    public void An_allowed_event_fits_every_kind_that_is_given(string principal, string network, string agent, bool allowed)
    {
        var settings = Rule("RW-D01", new RuleSettings
        {
            Allow = new AllowList { Principals = Patterns(principal), Networks = Networks(network), UserAgents = Patterns(agent) },
        });

        var step = Step(settings, User(CloudTrail, "StopLogging"));

        Assert.Equal(allowed ? [] : ["RW-D01"], step.Alerts.Select(alert => alert.RuleId));
        Assert.Equal(allowed ? 1 : 0, step.Tally.Dismissed.GetValueOrDefault("allowed"));
    }

    [Fact]
    public void An_allow_list_is_its_rules_alone()
    {
        var settings = Rule("RW-D01", new RuleSettings { Allow = new AllowList { Principals = Patterns("*") } });

        Assert.Equal(["RW-D02"], Step(settings, User(CloudTrail, "DeleteTrail")).Alerts.Select(alert => alert.RuleId));
    }

    /// <summary>What shows that it mattered comes within minutes of it, and then it is told as an episode.</summary>
    [Theory]
    [InlineData("RW-D13", "*:user/root", 0)]
    [InlineData("RW-D13", "*:user/maker", 1)]
    [InlineData("RW-O03", "*:user/root", 0)]
    [InlineData("RW-O03", "*:user/maker", 1)]
    [InlineData("RW-C10", "*:user/root", 0)]
    [InlineData("RW-C10", "*:user/maker", 1)]
    public void An_allow_list_is_about_the_call_that_is_told_and_not_about_what_shows_that_it_mattered(string rule, string allowed, int alerts)
    {
        const string Guard = """{"Statement":{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"ArnLike":{"aws:PrincipalArn":"arn:aws:iam::*:root"}}}}""";
        var (shows, told) = rule == "RW-C10"
            ? (Root("iam.amazonaws.com", "EnableMFADevice", With(("serialNumber", "key"))), User("iam.amazonaws.com", "DeactivateMFADevice", With(("serialNumber", "key"))))
            : rule == "RW-D13" ? (User(CloudTrail, "CreateTrail", With(("s3BucketName", "logs"))), User("s3.amazonaws.com", "DeleteBucketPolicy", With(("bucketName", "logs"))))
            : (User(Organizations, "UpdatePolicy", With(("policyId", "p-1"), ("content", Guard))), User(Organizations, "UpdatePolicy", With(("policyId", "p-1"), ("content", "{}"))));
        Identity(shows)["arn"] = "arn:aws:iam::111122223333:user/maker";
        string[] records = [At(0, shows).ToJsonString(), At(5, told).ToJsonString()];
        var settings = Rule(rule, new RuleSettings { Allow = new AllowList { Principals = Patterns(allowed) } });

        foreach (var arrival in (string[][])[records, [.. records.Reverse()]])
        {
            var first = AccountWatch.Advance(WatchState.Empty, Subject with { Settings = settings }, [arrival[0]], Now);
            var second = AccountWatch.Advance(first.State, Subject with { Settings = settings }, [arrival[1]], Now);

            Assert.Equal(alerts, first.Alerts.Concat(second.Alerts).Count(alert => alert.RuleId == rule && alert.Summary.Contains("10:05:00", StringComparison.Ordinal)));
        }
    }

    /// <summary>Of a region, a call, a program or a session people are told once.</summary>
    [Theory]
    [InlineData("RW-A05")]
    [InlineData("RW-A07")]
    [InlineData("RW-S14")]
    [InlineData("RW-N01")]
    public void What_is_allowed_hides_nobody_else_who_does_the_same(string rule)
    {
        var settings = Rule(rule, new RuleSettings { Allow = new AllowList { Networks = Networks("198.51.100.0/24") } }) with
        {
            Thresholds = new Dictionary<string, double> { ["RW-N01/score"] = 50 },
        };
        string[] records = [Launched(5, "198.51.100.7"), Launched(10, "203.0.113.9"), Launched(12, "203.0.113.9"), Launched(13, "198.51.100.7")];

        foreach (var arrival in (string[][])[records, [.. records.Reverse()]])
        {
            var state = WatchState.Empty;
            var told = new List<Alert>();
            foreach (var record in arrival)
            {
                var step = AccountWatch.Advance(state, Subject with { Settings = settings }, [record], Now);
                state = step.State;
                told.AddRange(step.Alerts.Where(alert => alert.RuleId == rule));
            }

            Assert.Equal("203.0.113.9", Assert.Single(told).SourceIpAddress);
        }

        static string Launched(double minutes, string address) => At(minutes, Root("ec2.amazonaws.com", "RunInstances", e =>
        {
            Identity(e)["accessKeyId"] = "AKIAIOSFODNN7EXAMPLE";
            (e["awsRegion"], e["userAgent"], e["sourceIPAddress"]) = ("ap-southeast-3", "curl/8.7.1", address);
        })).ToJsonString();
    }

    [Theory]
    [InlineData("203.0.113.0/24", "203.0.113.255", true)]
    [InlineData("203.0.113.0/24", "203.0.114.0", false)]
    [InlineData("203.0.113.0/24", "::ffff:203.0.113.7", true)]
    [InlineData("2001:db8::/32", "2001:DB8:1::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::1", false)]
    [InlineData("0.0.0.0/0", "AWS Internal", false)]
    [InlineData("0.0.0.0/0", "", false)]
    public void A_network_holds_its_addresses_and_no_names(string network, string address, bool holds) =>
        Assert.Equal(holds, Networks(network).Contains(address));

    [Theory]
    [InlineData("2026-03-27T08:00:00+01:00", true)]
    [InlineData("2026-03-27T07:59:59+01:00", false)]
    [InlineData("2026-03-27T18:00:00+01:00", false)]
    [InlineData("2026-03-28T12:00:00+01:00", false)]
    // Summer time since the 29th: the same hour of the clock is another of UTC.
    [InlineData("2026-03-27T06:30:00Z", false)]
    [InlineData("2026-03-30T06:30:00Z", true)]
    public void Hours_are_those_of_the_zone_and_its_summer_time(string moment, bool within) =>
        Assert.Equal(within, Hours(8, 18).Contains(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData("2026-03-27T23:00:00+01:00", true)]
    [InlineData("2026-03-28T05:59:00+01:00", true)]
    [InlineData("2026-03-28T06:00:00+01:00", false)]
    [InlineData("2026-03-28T23:00:00+01:00", false)]
    [InlineData("2026-03-23T03:00:00+01:00", false)]
    public void A_night_belongs_to_the_day_on_which_it_began(string moment, bool within) =>
        Assert.Equal(within, Hours(22, 6).Contains(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture)));

    private static BusinessHours Hours(int from, int to) => new(
        TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"),
        new HashSet<DayOfWeek> { DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday },
        new TimeOnly(from, 0), new TimeOnly(to, 0));

    private static DetectionSettings Rule(string id, RuleSettings rule) =>
        new() { Rules = new Dictionary<string, RuleSettings> { [id] = rule } };

    private static IReadOnlyList<TextPattern> Patterns(string text) => text.Length == 0 ? [] : [new TextPattern(text)];

    private static NetworkList Networks(string text) => text.Length == 0 ? NetworkList.Empty : new NetworkList([IPNetwork.Parse(text)]);

    private static WatchStep Step(DetectionSettings settings, System.Text.Json.Nodes.JsonObject record) =>
        AccountWatch.Advance(WatchState.Empty, Subject with { Settings = settings }, [record.ToJsonString()], Now);
}
