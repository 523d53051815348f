using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootLoginProfileDeletedRuleTests() : RuleTest("RW-C15")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("from the organisation", Severity.Info, Delegated(Iam, "DeleteLoginProfile")),
        new("by root for a user", Silent, Root(Iam, "DeleteLoginProfile", With(("userName", "bob")))),
    ];
}
