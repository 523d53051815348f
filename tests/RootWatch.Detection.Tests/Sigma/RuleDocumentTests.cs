using System.Text;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Sigma;
using static RootWatch.Detection.Tests.Sigma.RuleFiles;

namespace RootWatch.Detection.Tests.Sigma;

/// <summary>What a rule says of itself, and how rules share a file.</summary>
public sealed class RuleDocumentTests
{
    private const string Source = "logsource: {product: aws, service: cloudtrail}\n";
    private const string Detection = "detection: {a: {eventName: X}, condition: a}\n";

    [Fact]
    public void A_rule_keeps_what_its_file_says_of_it()
    {
        var rule = Load($"""
            title: "Root\u001b user\nseen"
            id: 8AD1600D-E9DC-4251-B0EE-A65268F29ADD
            status: test
            description: |
              Somebody was   root.
              Twice.
            references: [https://example.com]
            author: Somebody
            date: 2026/03/01
            tags: [attack.privilege-escalation, attack.t1078.004, attack.T1098, cve.2026-1, attack.t1078.004]
            falsepositives:
              - Tasks that need root
              - Nothing else
            level: critical
            custom_key: [kept, out, of, our, way]
            {Source}{Detection}
            """);

        Assert.Equal("SIGMA-8ad1600d-e9dc", rule.Id);
        Assert.Equal("Root\\u001b user\\u000aseen", rule.Title);
        Assert.Equal(Severity.Critical, rule.Severity);
        Assert.Equal("T1078.004, T1098", rule.Attack);
        Assert.EndsWith("The rule says: Somebody was root. Twice.", rule.Advice);
        Assert.Equal("Tasks that need root; Nothing else", rule.FalsePositives);
        Assert.Equal(("8ad1600d-e9dc-4251-b0ee-a65268f29add", "a.yml", 1), (rule.FileId, rule.Path, rule.Line));
    }

    [Theory]
    [InlineData("level: informational\n", Severity.Info)]
    [InlineData("level: low\n", Severity.Low)]
    [InlineData("level: medium\n", Severity.Medium)]
    [InlineData("level: high\n", Severity.High)]
    [InlineData("level: High\n", Severity.High)]
    [InlineData("level: INFORMATIONAL\n", Severity.Info)]
    [InlineData("", Severity.Medium)]
    public void The_level_becomes_the_severity(string level, Severity expected) =>
        Assert.Equal(expected, Load($"title: x\n{level}{Source}{Detection}").Severity);

    [Fact]
    public void Falsepositives_may_be_one_text() =>
        Assert.Equal("Rare, but may be.", Load($"title: x\nfalsepositives: |\n  Rare,\n  but may be.\n{Source}{Detection}").FalsePositives);

    [Theory]
    [InlineData("logsource: {product: windows, service: security}\n", true)]
    [InlineData("logsource: {category: process_creation, product: windows}\n", true)]
    [InlineData("logsource: {category: dns, product: aws}\n", true)]
    [InlineData("logsource: {definition: x}\n", true)]
    [InlineData("logsource: {product: AWS, service: cloudtrail, definition: x}\n", false)]
    [InlineData("logsource: {product: aws, service: guardduty}\n", true)]
    [InlineData("logsource: {category: cloud, product: aws, service: cloudtrail}\n", false)]
    [InlineData("logsource: {service: cloudtrail}\n", false)]
    [InlineData("logsource: {product: aws}\n", false)]
    public void Rules_about_other_logs_are_passed_over(string source, bool isOther)
    {
        var reading = Read($"title: x\n{source}{Detection}");
        Assert.Equal(isOther ? 1 : 0, reading.OtherLogSources);
        Assert.Equal(isOther ? 0 : 1, reading.Rules.All.Count);
        Assert.Empty(reading.Problems);
    }

    [Theory]
    [InlineData("cloud_trail")]
    [InlineData("cloudtrial")]
    [InlineData("aws-cloudtrail")]
    public void A_service_that_is_nearly_CloudTrail_is_told(string service)
    {
        var reading = Read($"title: x\nlogsource: {{product: aws, service: {service}}}\n{Detection}");
        Assert.Equal(1, reading.OtherLogSources);
        var problem = Assert.Single(reading.Problems);
        Assert.Equal(SigmaProblemKind.Note, problem.Kind);
        Assert.Equal($"a.yml:2:36: logsource.service: the rule is passed over, as it is about '{service}'; did you mean 'cloudtrail'?", problem.ToString());
    }

    [Fact]
    public void The_id_stays_whatever_else_is_loaded_and_without_one_follows_the_title()
    {
        var one = Load($"title: First\n{Source}{Detection}");
        var other = Load($"title: Second\n{Source}{Detection}");
        Assert.Equal("SIGMA-a151ceb1-711a", one.Id);
        Assert.NotEqual(one.Id, other.Id);
        Assert.Equal(one.Id, Load($"{Source}title: First\n{Detection}").Id);
    }

    [Fact]
    public void Two_rules_of_one_id_are_a_mistake_that_names_both()
    {
        var reading = Read(WithSelection("eventName: X"), "# first line\n" + WithSelection("eventName: Y"));
        Assert.Single(reading.Rules.All);
        Assert.Equal(
            "b.yml:2:1: id: the rule SIGMA-8ad1600d-0000 stands already in a.yml, line 1; give this one an id of its own",
            Assert.Single(reading.Problems).ToString());
    }

    [Theory]
    [InlineData("8AD1600DE9DC4251B0EEA65268F29ADD", "^SIGMA-8ad1600d-e9dc$")]
    [InlineData("cloud-tuxy-001", "^SIGMA-[0-9a-f]{8}-[0-9a-f]{4}$")]
    [InlineData("Own_rule.7", "^SIGMA-[0-9a-f]{8}-[0-9a-f]{4}$")]
    public void An_id_need_not_be_a_hyphenated_UUID(string id, string ruleId) =>
        Assert.Matches(ruleId, Load($"title: First\nid: {id}\n{Source}{Detection}").Id);

    [Fact]
    public void An_id_that_is_a_word_has_a_hash_of_its_own()
    {
        var word = Load($"title: Second\nid: First\n{Source}{Detection}");
        Assert.Equal(word.Id, Load($"title: Third\nid: First\n{Source}{Detection}").Id);
        Assert.NotEqual(word.Id, Load($"title: First\n{Source}{Detection}").Id);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("a/b")]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    public void Another_id_leaves_out_that_one_rule(string id)
    {
        var reading = Read($"title: x\nid: {id}\n{Source}{Detection}", WithSelection("eventName: X"));
        Assert.Single(reading.Rules.All);
        var problem = Assert.Single(reading.Problems);
        Assert.Equal(SigmaProblemKind.Unsupported, problem.Kind);
        Assert.Contains("is no UUID, and no word", problem.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Rules_whose_short_ids_are_equal_have_the_whole_UUID_in_whatever_order_they_are_read()
    {
        string[] files =
        [
            WithSelection("eventName: X").Replace(Uuid, "00000000-0000-0000-0000-000000000001"),
            WithSelection("eventName: Y").Replace(Uuid, "00000000-0000-0000-0000-000000000002"),
            WithSelection("eventName: Z"),
        ];
        string[] expected = ["SIGMA-00000000-0000-0000-0000-000000000001", "SIGMA-00000000-0000-0000-0000-000000000002", "SIGMA-8ad1600d-0000"];
        Assert.Equal(expected, Read(files).Rules.All.Select(rule => rule.Id).Order());
        Assert.Equal(expected, Read([.. files.Reverse()]).Rules.All.Select(rule => rule.Id).Order());
        Assert.Empty(Read(files).Problems);
    }

    [Fact]
    public void Ids_that_begin_alike_are_told_apart()
    {
        // Public rules of one author share the first eight digits.
        var reading = Read(
            WithSelection("eventName: X").Replace(Uuid, "db014773-7375-4f4e-b83b-133337c0ffee"),
            WithSelection("eventName: X").Replace(Uuid, "db014773-b1d3-46bd-ba26-133337c0ffee"));
        Assert.Equal(2, reading.Rules.All.Count);
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public void A_file_may_hold_several_documents_and_one_that_is_wrong_does_not_spoil_the_others()
    {
        var reading = Read($"---\ntitle: One\n{Source}{Detection}---\ntitle: Two\n{Source}detection: {{a: [x], condition: b}}\n---\ntitle: Three\n{Source}{Detection}---\n");
        Assert.Equal(["One", "Three"], reading.Rules.All.Select(rule => rule.Title));
        Assert.StartsWith("a.yml:8:32: detection.condition: there is no selection 'b'", Assert.Single(reading.Problems).ToString());
    }

    [Fact]
    public void A_shared_part_lies_under_the_documents_that_follow()
    {
        var reading = Read($$$"""
            action: global
            level: low
            {{{Source}}}detection: {condition: a and not b, b: {errorCode|exists: true}}
            ---
            title: One
            detection: {a: {eventName: One}}
            ---
            title: Two
            level: high
            detection: {a: {eventName: Two}}
            ---
            action: repeat
            title: Three
            detection: {a: {eventName: Three}}
            ---
            action: reset
            ---
            title: Four
            detection: {a: {eventName: Four}, condition: a}
            """);

        Assert.Equal(
            [("One", Severity.Low), ("Two", Severity.High), ("Three", Severity.High)],
            reading.Rules.All.Select(rule => (rule.Title, rule.Severity)));
        Assert.Equal("Three", Mark(reading.Rules, """{"eventName":"Three"}""").SigmaMatches.Single().Rule.Title);
        Assert.Empty(Mark(reading.Rules, """{"eventName":"Three","errorCode":"x"}""").SigmaMatches);
        Assert.Equal("a.yml:19:1: logsource: the rule does not say what log it is about", Assert.Single(reading.Problems).ToString().Split(';')[0]);
        Assert.Contains("an action is global, repeat or reset", Problem($"action: explode\n{Source}"));
        Assert.Contains("no rule before it", Problem("action: repeat"));
    }

    [Fact]
    public void A_rule_in_a_document_that_resets_is_told_to_be_left_out()
    {
        var reading = Read($"title: One\n{Source}{Detection}---\naction: reset\ntitle: Two\n{Source}{Detection}---\naction: reset\n");
        Assert.Single(reading.Rules.All);
        Assert.StartsWith("a.yml:5:9: action: a document with 'reset' only ends what is shared", Assert.Single(reading.Problems).ToString());
        Assert.Equal(SigmaProblemKind.Unsupported, reading.Problems[0].Kind);
    }

    [Fact]
    public void A_shared_part_that_would_fill_the_memory_is_stopped()
    {
        var shared = $"action: global\ndetection:\n{string.Concat(Enumerable.Range(0, 5000).Select(i => $"  s{i}: [x]\n"))}";
        var reading = Read(shared + string.Concat(Enumerable.Repeat("---\ntitle: x\n", 100)));
        Assert.Contains(reading.Problems, problem => problem.Text.Contains("shared parts written out", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("title: THOR\nlogsources: {a: {category: x}}")]
    [InlineData("- all\n- -tlptag")]
    [InlineData("just text")]
    [InlineData("filter: x")]
    public void A_document_that_is_no_rule_is_passed_over_and_counted(string file)
    {
        var reading = Read(file, WithSelection("eventName: X"));
        Assert.Equal((1, 1), (reading.NoRules, reading.Rules.All.Count));
        Assert.Empty(reading.Problems);
    }

    [Fact]
    public void A_file_that_was_named_and_holds_no_rule_at_all_is_a_mistake()
    {
        Assert.Equal("a.yml: the file holds no rule, as there is neither a logsource nor a detection in it", Assert.Single(Named("title: x").Problems).ToString());
        Assert.Empty(Named("# only a remark\n").Problems);
        Assert.Empty(Named($"title: x\n---\ntitle: y\n{Source}{Detection}").Problems);

        static SigmaReading Named(string text) => SigmaLoader.Read([new SigmaSource("a.yml", Encoding.UTF8.GetBytes(text), IsNamed: true)]);
    }

    [Fact]
    public void Nothing_at_all_is_no_rule_and_no_mistake()
    {
        Assert.Equivalent(SigmaReading.Empty with { Problems = [] }, Read("", "# only a remark\n", "---\n---\n") with { Rules = SigmaRules.None });
        Assert.Empty(Read("").Rules.All);
    }
}
