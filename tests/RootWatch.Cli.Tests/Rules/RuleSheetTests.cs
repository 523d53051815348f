using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Rules;

namespace RootWatch.Cli.Tests.Rules;

/// <summary><c>rule list</c> and <c>rule show</c>.</summary>
public sealed class RuleSheetTests
{
    [Fact]
    public async Task List_has_a_line_for_every_rule_in_the_order_of_the_catalogue()
    {
        var run = await Rootwatch.RunAsync("rule", "list");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(["RULE", "SEVERITY", "TITLE"], run.OutLines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(
            RuleCatalogue.All.Select(rule => $"{rule.Id}  {SeverityNames.Format(rule.Severity),-8}  {rule.Title}"),
            run.OutLines[1..]);
    }

    [Fact]
    public async Task List_writes_json_for_scripts()
    {
        var run = await Rootwatch.RunAsync("rule", "list", "-o", "json");
        Assert.Equal(RuleCatalogue.All.Count, run.OutLines.Length);
        var first = (JsonObject)JsonNode.Parse(run.OutLines[0])!;
        Assert.Equal(["ruleId", "severity", "title"], first.Select(member => member.Key));
        Assert.Equal("RW-S01", first["ruleId"]!.GetValue<string>());
    }

    [Fact]
    public async Task Show_tells_all_that_a_rule_says_of_itself()
    {
        var rule = RuleCatalogue.All.Single(rule => rule.Id == "RW-D10");
        var run = await Rootwatch.RunAsync("rule", "show", "rw-d10");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal($"RW-D10 {rule.Title}", run.OutLines[0]);
        Assert.Contains("severity    medium", run.OutLines);
        Assert.Contains("ATT&CK      T1556", run.OutLines);
        Assert.Contains("condition   docs/detections.md#rw-d10", run.OutLines);
        Assert.Contains($"response    {rule.Advice}", run.OutLines);
        Assert.Contains($"false pos.  {rule.FalsePositives}", run.OutLines);
        Assert.Contains($"reach       {RuleText.Reach(rule)}", run.OutLines);
        Assert.Contains("threshold   minimum-length 14 (from 6 to 128): characters of a password; less is weak", run.OutLines);
    }

    [Fact]
    public async Task Show_writes_json_for_scripts()
    {
        var run = await Rootwatch.RunAsync("rule", "show", "RW-D01", "-o", "json");
        var rule = (JsonObject)JsonNode.Parse(Assert.Single(run.OutLines))!;
        Assert.Equal(
            ["ruleId", "severity", "title", "attack", "attackV19", "runbook", "response", "falsePositives", "reach", "touches", "thresholds"],
            rule.Select(member => member.Key));
        Assert.Equal(("T1562.008", "T1685.002"), (rule["attack"]![0]!.GetValue<string>(), rule["attackV19"]![0]!.GetValue<string>()));
        Assert.Equal("guards", rule["touches"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("RW-SO1", "there is no rule 'RW-SO1'; did you mean 'RW-S01'?")]
    [InlineData("nonsense", "there is no rule 'nonsense'; 'rootwatch rule list' shows them all")]
    [InlineData("\u001b[31m", "there is no rule '\\u001b[31m'; 'rootwatch rule list' shows them all")]
    public async Task Show_of_no_rule_says_what_may_be_meant(string id, string message)
    {
        var run = await Rootwatch.RunAsync("rule", "show", id);
        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Equal($"rootwatch: {message}", run.ErrorLines[0]);
    }
}
