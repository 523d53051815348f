using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class AccessAnalyzerDeletedRule() : Rule(
    "RW-D12",
    "Access Analyzer deleted",
    Severity.Medium,
    "T1562.001",
    "Make the analyzer again and compare its findings with the last ones: what was opened to the outside meanwhile?",
    RuleTouch.Guards,
    falsePositives: "An analyzer of the organisation that takes its place; a region that is given up.")
{
    public override RuleReach Reach { get; } = RuleReach.Anyone("access-analyzer.amazonaws.com", "DeleteAnalyzer");

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        Reach.Covers(e) ? Found(e, "deleted an Access Analyzer", "tried to delete an Access Analyzer") : null;
}
