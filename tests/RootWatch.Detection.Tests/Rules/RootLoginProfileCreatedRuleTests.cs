using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootLoginProfileCreatedRuleTests() : RuleTest("RW-C14")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("by root", Severity.Critical, Root(Iam, "CreateLoginProfile")),
        new("from the organisation", Severity.Critical, Delegated(Iam, "CreateLoginProfile")),
        new("for a user", Silent, Root(Iam, "CreateLoginProfile", With(("userName", "bob")))),
    ];
}
