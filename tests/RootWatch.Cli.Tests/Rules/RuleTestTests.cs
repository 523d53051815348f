using System.Text;
using System.Text.Json.Nodes;
using RootWatch.Cli.Tests.Scan;

namespace RootWatch.Cli.Tests.Rules;

/// <summary><c>rule test</c>.</summary>
public sealed class RuleTestTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static JsonObject ByUser(int n, string source, string name, JsonObject? parameters = null) => Records.SignIn(n, record =>
    {
        record["userIdentity"] = Records.SignInOfUserCalledRoot(n)["userIdentity"]!.DeepClone();
        record["eventSource"] = source;
        record["eventName"] = name;
        record["eventType"] = "AwsApiCall";
        record["requestParameters"] = parameters;
        record["responseElements"] = null;
        record["additionalEventData"] = null;
    });

    /// <summary>Not weak by default.</summary>
    private static JsonObject PasswordPolicy(int n) => ByUser(
        n, "iam.amazonaws.com", "UpdateAccountPasswordPolicy", new JsonObject { ["minimumPasswordLength"] = 16, ["passwordReusePrevention"] = 24 });

    private static JsonObject ByRoot(int n, string source, string name, Action<JsonObject>? change = null) => Records.SignIn(n, record =>
    {
        record["eventSource"] = source;
        record["eventName"] = name;
        record["eventType"] = "AwsApiCall";
        record["responseElements"] = null;
        record["additionalEventData"] = null;
        change?.Invoke(record);
    });

    private static JsonObject ByService(int n) => ByRoot(n, "s3.amazonaws.com", "CreateBucket", record => record["userIdentity"]!["invokedBy"] = "rds.amazonaws.com");

    private static string Id(int n) => $"00000000-0000-4000-8000-{n:d12}";

    private async Task<JsonObject[]> JsonOf(string input, params string[] options)
    {
        var run = await Rootwatch.RunAsync(["rule", "test", _folder.Write("input.json", input), "-o", "json", .. options]);
        Assert.Equal(0, run.ExitCode);
        return [.. run.OutLines.Select(line => (JsonObject)JsonNode.Parse(line)!)];
    }

    private static string Text(JsonObject line, string member) => line[member]!.GetValue<string>();

    private static JsonObject Finding(JsonObject[] lines, string ruleId) =>
        lines.Single(line => Text(line, "kind") == "finding" && Text(line, "ruleId") == ruleId);

    [Theory]
    [InlineData("log")]
    [InlineData("page")]
    [InlineData("lines")]
    public async Task Without_proposed_settings_it_finds_what_scan_finds(string format)
    {
        JsonObject[] records = [Records.SignIn(1), Records.SignInOfUserCalledRoot(2), ByRoot(3, "s3.amazonaws.com", "CreateBucket"), ByUser(4, "cloudtrail.amazonaws.com", "StopLogging")];
        var input = _folder.Write("input.json", format switch
        {
            "log" => Records.LogFile(records),
            "page" => Records.LookupPage(records),
            _ => Records.Lines(records),
        });
        var scan = await Rootwatch.RunAsync("scan", input);
        var test = await Rootwatch.RunAsync("rule", "test", input);
        Assert.Equal(0, test.ExitCode);
        Assert.NotEmpty(scan.OutLines);
        Assert.Equal(scan.OutLines, test.OutLines.Where(line => !line.StartsWith("quiet", StringComparison.Ordinal)));
        Assert.Equal(scan.Total("findings"), test.Total("findings"));
        Assert.DoesNotContain(test.ErrorLines, line => line.StartsWith("added", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Real_records_give_the_findings_of_a_scan()
    {
        var data = Path.Combine(Repository.Root, "../shared/data/cloudtrail");
        var scan = await Rootwatch.RunAsync("scan", data);
        var test = await Rootwatch.RunAsync("rule", "test", data);
        Assert.NotEmpty(scan.OutLines);
        Assert.Equal(scan.OutLines, test.OutLines);
    }

    [Fact]
    public async Task Findings_are_marked_by_whose_they_are()
    {
        var settings = _folder.Write("proposed.yaml", """
            rules:
              RW-S01: {severity: low}
              RW-A01: {enabled: false}
              RW-D10: {thresholds: {minimum-length: 20}}
            """);
        var records = Records.Lines(Records.SignIn(1), ByRoot(2, "s3.amazonaws.com", "CreateBucket"), PasswordPolicy(3));
        var run = await Rootwatch.RunAsync(Encoding.UTF8.GetBytes(records), null, "rule", "test", "--settings", settings, "-");

        Assert.Equal(0, run.ExitCode);
        Assert.Single(run.OutLines, line => line.StartsWith("  LOW ", StringComparison.Ordinal) && line.Contains(" RW-S01 ", StringComparison.Ordinal) && line.Contains("  severity high -> low", StringComparison.Ordinal));
        Assert.Single(run.OutLines, line => line.StartsWith("- MEDIUM ", StringComparison.Ordinal) && line.Contains(" RW-A01 ", StringComparison.Ordinal));
        Assert.Single(run.OutLines, line => line.StartsWith("+ MEDIUM ", StringComparison.Ordinal) && line.Contains(" RW-D10 ", StringComparison.Ordinal));
        Assert.Single(run.OutLines, line => line.StartsWith("  LOW ", StringComparison.Ordinal) && line.Contains(" RW-A07 ", StringComparison.Ordinal) && !line.Contains("->", StringComparison.Ordinal));
        Assert.Equal(2, run.OutLines.Count(line => line[0] is '+' or '-'));
        Assert.Equal((1, 1, 1), (run.Total("added"), run.Total("removed"), run.Total("severity")));
        Assert.Equal(run.Total("findings"), run.Total("current"));
        Assert.Contains("setting: RW-D10 thresholds.minimum-length: default -> 20", run.ErrorLines);
    }

    /// <summary>What a reader of archives passes over because it is nobody's concern by default.</summary>
    [Fact]
    public async Task A_threshold_reaches_records_that_do_not_matter_by_default_among_many()
    {
        var settings = _folder.Write("proposed.yaml", "rules: {RW-D10: {thresholds: {minimum-length: 20}}}");
        var many = Enumerable.Range(1, 50).Select(n => ByUser(n, "ec2.amazonaws.com", "RunInstances"));
        var line = Assert.Single(await JsonOf(Records.LogFile([.. many, PasswordPolicy(99)]), "--settings", settings));
        Assert.Equal(("finding", "added", "RW-D10"), (Text(line, "kind"), Text(line, "change"), Text(line, "ruleId")));
        Assert.Null(line["currentSeverity"]);
    }

    [Fact]
    public async Task The_current_settings_may_be_others_than_the_defaults()
    {
        var current = _folder.Write("current.yaml", "rules: {RW-S01: {severity: info}}");
        var proposed = _folder.Write("proposed.yaml", "rules: {RW-S01: {severity: critical}}");
        var input = Records.Lines(Records.SignIn(1));
        var both = Finding(await JsonOf(input, "--current", current, "--settings", proposed), "RW-S01");
        Assert.Equal(("none", "info", "critical"), (Text(both, "change"), Text(both, "currentSeverity"), Text(both, "severity")));
        Assert.Equal("info", Text(Finding(await JsonOf(input, "--current", current), "RW-S01"), "severity"));
    }

    [Fact]
    public async Task A_change_of_the_score_alone_is_shown()
    {
        var settings = _folder.Write("proposed.yaml", "rules: {}\nexpected: {deniedNetworks: [192.0.2.0/24]}");
        var lines = await JsonOf(Records.Lines(Records.SignIn(1)), "--settings", settings);
        var finding = Finding(lines, "RW-S01");
        Assert.Equal(60, finding["score"]!.GetValue<int>() - finding["currentScore"]!.GetValue<int>());
        Assert.Equal("added", Text(Finding(lines, "RW-S17"), "change"));
    }

    [Fact]
    public async Task A_record_without_a_finding_says_why()
    {
        var settings = _folder.Write("proposed.yaml", """
            rules:
              RW-D01: {allow: {principals: ["arn:aws:iam::*:user/root"]}}
              RW-C06: {enabled: false}
              RW-A01: {enabled: false}
              RW-A04: {enabled: false}
              RW-A07: {enabled: false}
              RW-Q02: {enabled: false}
              RW-N01: {enabled: false}
            """);
        var lines = await JsonOf(
            Records.Lines(
                Records.SignInOfUserCalledRoot(1),
                ByService(2),
                ByUser(3, "cloudtrail.amazonaws.com", "StopLogging"),
                ByRoot(4, "iam.amazonaws.com", "CreateAccessKey", record => record["responseElements"] = null)),
            "--settings", settings);
        var quiet = lines.Where(line => Text(line, "kind") == "quiet").ToDictionary(line => Text(line, "eventId"));
        Assert.Equal("not_root", Text(quiet[Id(1)], "reason"));
        Assert.Equal("service_invoked", Text(quiet[Id(2)], "reason"));
        Assert.Equal("allowed", Text(quiet[Id(3)], "reason"));
        Assert.Equal("RW-D01", Assert.Single((JsonArray)quiet[Id(3)]["rules"]!)!.GetValue<string>());
        Assert.Equal("rule_off", Text(quiet[Id(4)], "reason"));
        Assert.Contains("RW-C06", ((JsonArray)quiet[Id(4)]["rules"]!).Select(rule => rule!.GetValue<string>()));
        Assert.Equal("removed", Text(Finding(lines, "RW-D01"), "change"));
    }

    [Fact]
    public async Task Of_many_records_those_without_a_finding_are_not_told()
    {
        Assert.Equal(20, (await JsonOf(LogOf(20))).Length);
        Assert.Empty(await JsonOf(LogOf(21)));

        static string LogOf(int count) => Records.LogFile([.. Enumerable.Range(1, count).Select(Records.SignInOfUserCalledRoot)]);
    }

    [Fact]
    public async Task One_rule_alone_can_be_looked_at()
    {
        var lines = await JsonOf(Records.Lines(Records.SignIn(1), ByRoot(2, "s3.amazonaws.com", "CreateBucket")), "--rule", "rw-a01");
        Assert.Equal(["RW-A01"], lines.Where(line => Text(line, "kind") == "finding").Select(line => Text(line, "ruleId")));
        var quiet = Assert.Single(lines, line => Text(line, "kind") == "quiet");
        Assert.Equal((Id(1), "other_rule"), (Text(quiet, "eventId"), Text(quiet, "reason")));

        var refused = await Rootwatch.RunAsync("rule", "test", "-", "--rule", "RW-AO1");
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("did you mean 'RW-A01'?", refused.ErrorLines[0]);
    }

    [Fact]
    public async Task All_mistakes_of_the_settings_are_told_with_their_places()
    {
        var input = _folder.Write("input.json", Records.Lines(Records.SignIn(1)));
        var current = _folder.Write("current.yaml", "");
        var bad = _folder.Write("bad.yaml", """
            rules:
              RW-SO1: {severity: low}
              RW-S01: {severity: hgh}
              RW-D10: {thresholds: {minimum-length: 1000}}
            expectd: {}
            """);
        var run = await Rootwatch.RunAsync("rule", "test", input, "--current", current, "--settings", bad);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains($"mistake: {current}: the file is empty; it must hold expected or rules or posture or emergencies or tenants", run.ErrorLines);
        Assert.Contains($"mistake: {bad}:2:3: there is no rule 'RW-SO1'; did you mean 'RW-S01'?", run.ErrorLines);
        Assert.Contains($"mistake: {bad}:3:22: there is no severity 'hgh'; did you mean 'high'?", run.ErrorLines);
        Assert.Contains(run.ErrorLines, line => line.StartsWith($"mistake: {bad}:4:41: 'minimum-length' must be a number from 6 to 128", StringComparison.Ordinal));
        Assert.Contains($"mistake: {bad}:5:1: unknown key 'expectd'; did you mean 'expected'?", run.ErrorLines);
        Assert.Equal("rootwatch: nothing was tested, as the settings have mistakes; mend what is named above.", run.ErrorLines[^1]);
    }

    [Fact]
    public async Task Of_an_accounts_file_the_named_tenant_counts()
    {
        var input = Records.Lines(Records.SignIn(1));
        var accounts = _folder.Write("accounts.yaml", """
            tenants:
              - id: acme
                name: Acme
                rules: {RW-S01: {severity: low}}
                accounts: [{id: "111122223333"}]
              - id: other
                rules: {RW-S01: {severity: medium}}
                accounts: [{id: "444455556666"}]
            """);
        Assert.Equal("low", Text(Finding(await JsonOf(input, "--settings", accounts, "--tenant", "acme"), "RW-S01"), "severity"));
        Assert.Equal("medium", Text(Finding(await JsonOf(input, "--current", accounts, "--tenant", "other"), "RW-S01"), "severity"));

        var unnamed = await Rootwatch.RunAsync("rule", "test", _folder.File("input.json"), "--settings", accounts);
        Assert.Equal((2, $"mistake: {accounts}: the file lists 2 tenants; name one with --tenant"), (unnamed.ExitCode, unnamed.ErrorLines[0]));
        var unknown = await Rootwatch.RunAsync("rule", "test", _folder.File("input.json"), "--settings", accounts, "--tenant", "acm");
        Assert.Equal((2, $"mistake: {accounts}: there is no tenant 'acm'; did you mean 'acme'?"), (unknown.ExitCode, unknown.ErrorLines[0]));
        var pointless = await Rootwatch.RunAsync("rule", "test", _folder.File("input.json"), "--tenant", "acme");
        Assert.Equal(2, pointless.ExitCode);
        Assert.StartsWith("mistake: --tenant: no file that is given lists tenants", pointless.ErrorLines[0]);
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_and_fails()
    {
        var run = await Rootwatch.RunAsync("rule", "test", _folder.File("absent.json"));
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"unreadable: {_folder.File("absent.json")}: not_found", run.ErrorLines);
    }

    [Fact]
    public async Task Texts_out_of_records_are_shown_escaped()
    {
        var input = _folder.Write("input.json", Records.Lines(ByUser(1, "ec2.amazonaws.com", "Run\u001b[31m\u202eInstances")));
        var run = await Rootwatch.RunAsync("rule", "test", input);
        Assert.Contains("Run\\u001b[31m\\u202eInstances", Assert.Single(run.OutLines));
    }
}
