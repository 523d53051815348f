using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootMfaResynchronisedRuleTests() : RuleTest("RW-C13")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("root's", Severity.Medium, Root(Iam, "ResyncMFADevice", With(("userName", "AWS ROOT USER")))),
        new("a user's", Silent, Root(Iam, "ResyncMFADevice", With(("userName", "bob")))),
    ];
}
