using System.Text.Json.Nodes;

namespace RootWatch.Detection.Tests;

/// <summary>
/// The verdicts that the tests of panther-analysis give (../shared/data/cloudtrail/panther-labelled.jsonl), against ours.
/// Where we differ, the table in docs/detections.md says why.
/// </summary>
public sealed class PantherAgreementTests
{
    /// <summary>Panther's rules that are about root or about what guards it, and ours that look at the same.</summary>
    private static readonly Dictionary<string, string[]> Ours = new()
    {
        ["AWS.Console.RootLogin"] = ["RW-S01"],
        ["AWS.Console.RootLoginFailed"] = ["RW-S03"],
        ["AWS.CloudTrail.RootPasswordChanged"] = ["RW-C03"],
        ["AWS.Root.Activity"] = ["RW-A01"],
        ["AWS.Console.LoginWithoutMFA"] = ["RW-S02"],
        ["AWS.Unsuccessful.MFA.attempt"] = ["RW-S06"],
        ["AWS.CloudTrail.PasswordSpraying"] = ["RW-S03"],
        ["AWS.CloudTrail.AttemptToLeaveOrg"] = ["RW-O01"],
        ["AWS.CloudTrail.Stopped"] = ["RW-D01", "RW-D02", "RW-D03"],
        ["AWS.CloudTrail.EventSelectorsDisabled"] = ["RW-D04"],
        ["AWS.UnusedRegion"] = ["RW-A05"],
    };

    [Fact]
    public void Where_we_differ_the_document_says_so()
    {
        var differing = Tests().Where(test => Ours.ContainsKey(test.Rule) && test.Expected != Told(test).Intersect(Ours[test.Rule]).Any())
            .Select(test => $"{test.Rule} | {test.Name} | {Word(test.Expected)}");

        Assert.Equal(differing.Order(StringComparer.Ordinal), Documented().Order(StringComparer.Ordinal));

        static string Word(bool expected) => expected ? "alert" : "none";
    }

    [Fact]
    public void Every_test_with_a_record_of_root_is_among_those_compared()
    {
        var root = Tests().Where(test => (string?)test.Event["userIdentity"]?["type"] == "Root").ToArray();

        Assert.Equal(7, root.Length);
        Assert.All(root, test => Assert.Contains(test.Rule, Ours.Keys));
        Assert.All(root.Where(test => test.Rule != "AWS.UnusedRegion"), test => Assert.Equal(test.Expected, Told(test).Intersect(Ours[test.Rule]).Any()));
    }

    [Fact]
    public void Every_rule_that_is_compared_has_tests() =>
        Assert.All(Ours.Keys, rule => Assert.Contains(Tests(), test => test.Rule == rule));

    private sealed record Test(string Rule, string Name, bool Expected, JsonObject Event);

    private static IEnumerable<Test> Tests() =>
        File.ReadLines(Path.Combine(Repository.RealRecords, "panther-labelled.jsonl")).Select(line => JsonNode.Parse(line)!.AsObject())
            .Select(test => new Test((string)test["rule"]!, (string)test["test"]!, (bool)test["expected"]!, test["event"]!.AsObject()));

    private static IEnumerable<string> Told(Test test) => Sample.Advance(test.Event).Alerts.Select(alert => alert.RuleId);

    /// <summary>Rule, test and Panther's verdict of each line of the table.</summary>
    private static IEnumerable<string> Documented() =>
        File.ReadLines(Path.Combine(Repository.Root, "docs", "detections.md"))
            .SkipWhile(line => line != "### Panther's labelled tests").Skip(1).TakeWhile(line => !line.StartsWith('#'))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .Select(line => line.Split(" | "))
            .Where(cells => cells.Length == 4 && cells[3].Length > 20)
            .Select(cells => $"{cells[0].Trim('|', ' ', '`')} | {cells[1]} | {cells[2]}");
}
