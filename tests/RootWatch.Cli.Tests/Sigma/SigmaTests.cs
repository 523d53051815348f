using System.Text.Json;
using System.Text.Json.Nodes;
using RootWatch.Cli.Tests.Scan;

namespace RootWatch.Cli.Tests.Sigma;

/// <summary>Rules of the user's own: <c>sigma check</c>, <c>scan --sigma</c> and <c>rule test --sigma</c>.</summary>
public sealed class SigmaTests : IDisposable
{
    private const string Source = "logsource: {product: aws, service: cloudtrail}\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static string Rule(string title, string detection, string more = "") =>
        $"title: {title}\nlevel: high\n{more}{Source}detection:\n  a: {detection}\n  condition: a\n";

    [Fact]
    public async Task Check_lists_the_rules_of_a_folder_and_ends_with_their_number()
    {
        _folder.Write("b.yaml", Rule("Users made", "{eventName: [CreateUser, CreateGroup]}", "id: 8ad1600d-0000-4000-8000-00000000abcd\n"));
        _folder.Write("deep/er/a.yml", Rule("Anything at all", "[needle]"));
        _folder.Write("c.yml", Rule("Windows", "[x]").Replace("product: aws, service: cloudtrail", "product: windows"));
        _folder.Write(".git/d.yml", "no: rule");
        _folder.Write("tests/tool.yml", "backends: [thor]\n");
        _folder.Write("notes.txt", "no rule");

        var run = await Rootwatch.RunAsync("sigma", "check", _folder.Path);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["RULE", "SEVERITY", "CALLS", "TITLE"], run.OutLines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Matches("^SIGMA-8ad1600d-0000  high      CreateGroup and 1 more  Users made$", run.OutLines[1]);
        Assert.Matches("^SIGMA-[0-9a-f]{8}-[0-9a-f]{4}  high      any                     Anything at all$", run.OutLines[2]);
        Assert.Equal("rules 2, unsupported 0, mistakes 0, notes 0, about other logs 1, no rules 1", Assert.Single(run.ErrorLines));
    }

    [Fact]
    public async Task Check_names_file_line_column_and_key_of_what_is_refused()
    {
        var mistake = _folder.Write("a.yml", Rule("x", "{eventName|foo: y}"));
        var unsupported = _folder.Write("b.yml", Rule("y", "{eventName: y}").Replace("condition: a", "condition: a | count() > 5"));
        var run = await Rootwatch.RunAsync("sigma", "check", mistake, unsupported, _folder.File("absent.yml"));

        Assert.Equal(1, run.ExitCode);
        Assert.Empty(run.Out);
        Assert.StartsWith($"mistake: {_folder.File("absent.yml")}: there is no such file or folder", run.ErrorLines[0]);
        Assert.StartsWith($"mistake: {mistake}:5:7: detection.a.eventName|foo: unknown modifier 'foo'", run.ErrorLines[1]);
        Assert.StartsWith($"unsupported: {unsupported}:6:14: detection.condition: counting and correlating", run.ErrorLines[2]);
        Assert.Equal("rules 0, unsupported 1, mistakes 2, notes 0, about other logs 0, no rules 0", run.ErrorLines[^1]);
    }

    [Fact]
    public async Task Check_says_that_a_file_which_was_named_holds_no_rule()
    {
        var settings = _folder.Write("tests/tool.yml", "backends: [thor]\n");
        var run = await Rootwatch.RunAsync("sigma", "check", settings);
        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"mistake: {settings}: the file holds no rule", run.ErrorLines[0]);
    }

    [Fact]
    public async Task Check_writes_json_for_scripts()
    {
        _folder.Write("a.yml", Rule("Users made", "{eventName: CreateUser}", "tags: [attack.t1136]\n") + "---\n" + Rule("x", "{}"));
        var run = await Rootwatch.RunAsync("sigma", "check", "-o", "json", _folder.Path);
        Assert.Equal(1, run.ExitCode);
        var lines = run.OutLines.Select(line => JsonDocument.Parse(line).RootElement).ToArray();
        Assert.Equal(["rule", "mistake"], lines.Select(line => line.GetProperty("kind").GetString()));
        Assert.Equal("CreateUser", Assert.Single(lines[0].GetProperty("eventNames").EnumerateArray()).GetString());
        Assert.Equal("T1136", lines[0].GetProperty("attack").GetString());
        Assert.Equal(("detection.a", 13), (lines[1].GetProperty("key").GetString(), lines[1].GetProperty("line").GetInt64()));
    }

    [Theory]
    [InlineData("log")]
    [InlineData("page")]
    [InlineData("lines")]
    public async Task Scan_finds_what_the_rules_match_in_every_format(string format)
    {
        var rules = _folder.Write("rules/a.yml", Rule("User root made by hand", "{eventName: ConsoleLogin, userIdentity.userName: ROOT, additionalEventData|contains: MFAUsed}"));
        JsonObject[] records = [Records.SignInOfUserCalledRoot(1), Records.SignIn(2)];
        var input = _folder.Write("log.json", format switch
        {
            "log" => Records.LogFile(records),
            "page" => Records.LookupPage(records),
            _ => Records.Lines(records),
        });

        var run = await Rootwatch.RunAsync("scan", "--sigma", rules, "-o", "json", "--fail-on", "high", input);
        Assert.Equal(3, run.ExitCode);
        var found = run.OutLines.Select(line => JsonDocument.Parse(line).RootElement).Where(line => line.GetProperty("ruleId").GetString()!.StartsWith("SIGMA-", StringComparison.Ordinal));
        var finding = Assert.Single(found);
        Assert.Equal("00000000-0000-4000-8000-000000000001", finding.GetProperty("eventId").GetString());
        Assert.Equal(("User root made by hand", "high"), (finding.GetProperty("title").GetString(), finding.GetProperty("severity").GetString()));
    }

    [Fact]
    public async Task Scan_chooses_among_the_rules_that_it_was_given()
    {
        var rules = _folder.Write("a.yml", Rule("Any root", "{userIdentity.type: Root}", "id: 8ad1600d-0000-4000-8000-00000000abcd\n"));
        var input = _folder.Write("log.json", Records.LogFile(Records.SignIn(1)));
        var run = await Rootwatch.RunAsync("scan", "--sigma", rules, "--rule", "sigma-8AD1600D-0000", "-o", "json", input);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("\"SIGMA-8ad1600d-0000\"", Assert.Single(run.OutLines), StringComparison.Ordinal);

        var refused = await Rootwatch.RunAsync("scan", "--sigma", rules, "--rule", "SIGMA-8ad1600e-0000", input);
        Assert.Equal((2, ""), (refused.ExitCode, refused.Out));
        Assert.Equal("rootwatch: there is no rule 'SIGMA-8ad1600e-0000'; did you mean 'SIGMA-8ad1600d-0000'?", refused.ErrorLines[0]);
    }

    [Fact]
    public async Task Rule_test_says_what_a_setting_of_such_a_rule_would_change()
    {
        var rules = _folder.Write("a.yml", Rule("A user signs in", "{userIdentity.type: IAMUser}", "id: 8ad1600d-0000-4000-8000-00000000abcd\n"));
        var input = _folder.Write("log.json", Records.LogFile(Records.SignInOfUserCalledRoot(1)));
        var settings = _folder.Write("settings.yaml", "rules: {SIGMA-8ad1600d-0000: {severity: low}}\n");

        var run = await Rootwatch.RunAsync("rule", "test", "--sigma", rules, "--settings", settings, "--rule", "sigma-8ad1600d-0000", "-o", "json", input);
        Assert.Equal(0, run.ExitCode);
        var finding = JsonDocument.Parse(Assert.Single(run.OutLines)).RootElement;
        Assert.Equal(("SIGMA-8ad1600d-0000", "high", "low"),
            (finding.GetProperty("ruleId").GetString(), finding.GetProperty("currentSeverity").GetString(), finding.GetProperty("severity").GetString()));

        var off = _folder.Write("off.yaml", "rules: {SIGMA-8ad1600d-0000: {enabled: false}}\n");
        run = await Rootwatch.RunAsync("rule", "test", "--sigma", rules, "--current", off, "-o", "json", input);
        var quiet = JsonDocument.Parse(Assert.Single(run.OutLines)).RootElement;
        Assert.Equal(("quiet", "rule_off", "SIGMA-8ad1600d-0000"),
            (quiet.GetProperty("kind").GetString(), quiet.GetProperty("reason").GetString(), Assert.Single(quiet.GetProperty("rules").EnumerateArray()).GetString()));

        var refused = await Rootwatch.RunAsync("rule", "test", "--settings", settings, input);
        Assert.Equal((2, ""), (refused.ExitCode, refused.Out));
        Assert.StartsWith($"mistake: {settings}:1:9: there is no rule 'SIGMA-8ad1600d-0000'; --sigma", refused.ErrorLines[0]);
    }

    [Fact]
    public async Task Rule_test_does_not_begin_while_a_rule_has_a_mistake_or_is_not_there()
    {
        var input = _folder.Write("log.json", Records.LogFile(Records.SignIn(1)));
        var run = await Rootwatch.RunAsync("rule", "test", "--sigma", _folder.Write("bad.yml", Rule("x", "{eventName|foo: y}")), input);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains("nothing was tested", run.Error);

        var rules = _folder.Write("a.yml", Rule("Any root", "{userIdentity.type: Root}", "id: 8ad1600d-0000-4000-8000-00000000abcd\n"));
        run = await Rootwatch.RunAsync("rule", "test", "--sigma", rules, "--rule", "SIGMA-8ad1600e-0000", input);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Equal("rootwatch: there is no rule 'SIGMA-8ad1600e-0000'; did you mean 'SIGMA-8ad1600d-0000'?", run.ErrorLines[0]);
    }

    [Fact]
    public async Task Scan_does_not_begin_while_a_rule_has_a_mistake_and_leaves_out_what_is_not_supported()
    {
        var input = _folder.Write("log.json", Records.LogFile(Records.SignIn(1)));
        var mistake = _folder.Write("bad/a.yml", Rule("x", "{eventName|foo: y}"));
        var refused = await Rootwatch.RunAsync("scan", "--sigma", mistake, input);
        Assert.Equal((2, ""), (refused.ExitCode, refused.Out));
        Assert.Contains("nothing was scanned", refused.Error);

        var unsupported = _folder.Write("rules/a.yml", Rule("y", "{eventName|expand: '%names%'}"));
        _folder.Write("rules/b.yml", Rule("Root", "{userIdentity.type: Root}"));
        var run = await Rootwatch.RunAsync("scan", "--sigma", _folder.File("rules"), input);
        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith($"unsupported: {unsupported}:5:7: detection.a.eventName|expand: placeholders", run.ErrorLines[0]);
        Assert.Single(run.OutLines, line => line.Contains(" SIGMA-", StringComparison.Ordinal));
    }
}
