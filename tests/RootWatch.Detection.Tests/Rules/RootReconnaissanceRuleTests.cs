using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootReconnaissanceRuleTests() : SequenceRuleTest("RW-A02")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("twenty different", Severity.Medium, Reads(20, 0.75)),
        new("the last at the end of the quarter", Severity.Medium, [.. Reads(19, 0.5), At(15, Read(19))]),
        new("nineteen different", Silent, Reads(19, 0.5)),
        new("twenty, too slow", Silent, Reads(20, 0.8)),
        new("nineteen, and one of them often", Silent, [.. Reads(19, 0.5), .. Enumerable.Range(0, 50).Select(i => At(i * 0.2, Read(3)))]),
        new("twenty changes", Silent, [.. Enumerable.Range(0, 20).Select(i => At(i * 0.5, Root($"s{i}.amazonaws.com", "CreateThing")))]),
        new("a user's", Silent, [.. Enumerable.Range(0, 20).Select(i => At(i * 0.5, User($"s{i}.amazonaws.com", "ListThings", e => e["readOnly"] = true)))]),
        new("an audit by AssumeRoot", Silent, [.. Enumerable.Range(0, 20).Select(i => At(i * 0.5, Delegated($"s{i}.amazonaws.com", "ListThings", e => e["readOnly"] = true)))]),
    ];

    [Fact]
    public void Each_call_is_needed() => NeedsEachRecordOf(new RuleCase("twenty", Severity.Medium, Reads(20, 0.75)));

    private static JsonObject[] Reads(int count, double everyMinutes) => [.. Enumerable.Range(0, count).Select(i => At(i * everyMinutes, Read(i)))];

    private static JsonObject Read(int api) => Root($"s{api}.amazonaws.com", "ListThings", e => e["readOnly"] = true);
}
