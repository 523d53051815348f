using System.Diagnostics;
using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Sigma;
using static RootWatch.Detection.Tests.Sample;
using static RootWatch.Detection.Tests.Sigma.RuleFiles;

namespace RootWatch.Detection.Tests.Sigma;

/// <summary>A match of the user's own rule takes the same road as a finding of ours.</summary>
public sealed class SigmaAlertTests
{
    private const string RuleId = "SIGMA-8ad1600d-0000";

    private static WatchStep Advance(string file, params JsonObject[] records) => AccountWatch.Advance(
        WatchState.Empty, Subject with { Sigma = Read(file).Rules }, [.. records.Select(record => record.ToJsonString())], Now);

    [Fact]
    public void A_match_becomes_an_alert_with_an_id_that_stays()
    {
        var file = WithSelection("eventName: CreateUser");
        var alert = Assert.Single(Advance(file, User("iam.amazonaws.com", "CreateUser")).Alerts);

        Assert.Equal((RuleId, "Made up", Severity.High), (alert.RuleId, alert.Title, alert.Severity));
        Assert.Contains("called CreateUser (iam), which a Sigma rule describes", alert.Summary);
        Assert.Contains("docs/sigma.md", alert.Summary);
        Assert.Equal(alert.AlertId, Assert.Single(Advance(file, User("iam.amazonaws.com", "CreateUser")).Alerts).AlertId);
    }

    [Fact]
    public void A_match_stands_beside_what_our_rules_say_of_the_same_event()
    {
        var alerts = Advance(WithSelection("userIdentity.type: Root"), SignIn("Success", "No")).Alerts;
        Assert.Contains(alerts, alert => alert.RuleId == RuleId);
        Assert.Contains(alerts, alert => alert.RuleId == "RW-S02");
    }

    [Fact]
    public void What_no_rule_matches_raises_nothing()
    {
        var step = Advance(WithSelection("eventName: CreateUser"), User("iam.amazonaws.com", "DeleteUser"));
        Assert.Empty(step.Alerts);
        Assert.Equal(1, step.Tally.Dismissed["not_root"]);
    }

    [Fact]
    public void A_tenant_may_turn_it_off_or_give_it_another_severity()
    {
        var subject = Subject with { Sigma = Read(WithSelection("eventName: CreateUser")).Rules };
        string[] records = [User("iam.amazonaws.com", "CreateUser").ToJsonString()];

        WatchStep With(RuleSettings settings) => AccountWatch.Advance(
            WatchState.Empty, subject with { Settings = new DetectionSettings { Rules = new Dictionary<string, RuleSettings> { [RuleId] = settings } } }, records, Now);

        Assert.Empty(With(new RuleSettings { Enabled = false }).Alerts);
        Assert.Equal(Severity.Low, Assert.Single(With(new RuleSettings { Severity = Severity.Low }).Alerts).Severity);
    }

    [Fact]
    public void An_event_without_a_match_is_handed_on_as_it_is()
    {
        var e = EventDecoder.Decode(User("iam.amazonaws.com", "DeleteUser").ToJsonString()).Event!;
        Assert.Same(e, SigmaRules.None.Mark(e, "no JSON at all"));
        Assert.Same(e, Read(WithSelection("eventName: CreateUser")).Rules.Mark(e, "not looked at"));
    }

    [Fact]
    public void A_reader_of_archives_keeps_what_a_rule_matches()
    {
        var rules = Read(WithSelection("eventName: DescribeInstances")).Rules;
        var record = User("ec2.amazonaws.com", "DescribeInstances").ToJsonString();
        Assert.False(EventRelevance.MayMatter(EventDecoder.Decode(record).Event!));
        Assert.True(EventRelevance.MayMatter(Mark(rules, record)));
    }

    [Theory]
    [InlineData("eventName: CreateUser", "CREATEUSER")]
    [InlineData("eventName: [CreateUser, DeleteUser]\n  eventSource: iam.amazonaws.com", "CREATEUSER,DELETEUSER")]
    [InlineData("eventName: [CreateUser, 'Delete*']", null)]
    [InlineData("eventName|startswith: Create", null)]
    [InlineData("eventName|neq: CreateUser", null)]
    [InlineData("eventName: 5", null)]
    [InlineData("eventSource: iam.amazonaws.com", null)]
    public void The_calls_that_a_rule_can_match_are_read_off_its_condition(string selection, string? names)
    {
        var rule = Load(WithDetection($"s:\n  {selection}\nfilter:\n  eventName: Other\ncondition: s and not filter"));
        Assert.Equal(names, rule.EventNames is null ? null : string.Join(',', rule.EventNames.Select(name => name.ToUpperInvariant()).Order()));
        Assert.Equal(names is null, rule.Reach.Every);
        Assert.Equal(names is null ? 0 : rule.EventNames!.Count, rule.Reach.Names.Count);
    }

    /// <summary>Expressions on which engines that go back never end.</summary>
    [Theory]
    [InlineData("(a+)+$")]
    [InlineData("^(a|a)*$")]
    [InlineData("^(a|aa)+$")]
    [InlineData("(.*a){20}$")]
    [InlineData("([a-zA-Z]+)*b")]
    [InlineData("(x+x+)+y")]
    public void No_record_keeps_an_expression_busy(string expression)
    {
        var rules = Read(WithSelection($"userAgent|re: '{expression}'")).Rules;
        var record = $$"""{"eventName":"X","userAgent":"{{new string('a', 200_000)}}!"}""";
        var clock = Stopwatch.StartNew();
        Mark(rules, record);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 2);
    }

    [Fact]
    public void A_record_made_so_that_a_rule_cannot_be_judged_counts_as_a_match()
    {
        var many = string.Join(',', Enumerable.Range(0, 2000).Select(n => $"\"{n}\""));
        var record = $$$"""{"eventName":"X","eventID":"1","requestParameters":{"a":[{{{many}}}],"b":[{{{many}}}]}}""";
        var subject = Subject with { Sigma = Read(WithSelection("requestParameters.a|contains|fieldref: requestParameters.b")).Rules };
        var alert = Assert.Single(AccountWatch.Advance(WatchState.Empty, subject, [record], Now).Alerts);
        Assert.Contains("could not be judged", alert.Summary);
    }
}
