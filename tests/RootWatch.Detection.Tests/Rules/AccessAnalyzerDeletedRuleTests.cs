using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class AccessAnalyzerDeletedRuleTests() : RuleTest("RW-D12")
{
    private const string Analyzer = "access-analyzer.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("deleted", Severity.Medium, User(Analyzer, "DeleteAnalyzer", With(("analyzerName", "ConsoleAnalyzer")))),
        new("refused", Severity.Medium, User(Analyzer, "DeleteAnalyzer", Denied)),
        new("made", Silent, User(Analyzer, "CreateAnalyzer")),
        new("a rule that archives deleted", Silent, User(Analyzer, "DeleteArchiveRule")),
    ];
}
