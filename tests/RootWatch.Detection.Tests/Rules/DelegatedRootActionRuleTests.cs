using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class DelegatedRootActionRuleTests() : RuleTest("RW-O08")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("a read", Severity.Info, Delegated(Iam, "ListAccessKeys", e => e["readOnly"] = true)),
        new("a person", Silent, Root(Iam, "ListAccessKeys")),
    ];
}
