using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootAccessKeyActivatedRuleTests() : RuleTest("RW-C08")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("activated", Severity.Critical, Root(Iam, "UpdateAccessKey", With(("status", "Active"), ("accessKeyId", "AKIA1")))),
        new("deactivated", Silent, Root(Iam, "UpdateAccessKey", With(("status", "Inactive")))),
        new("a user's", Silent, Root(Iam, "UpdateAccessKey", With(("status", "Active"), ("userName", "bob")))),
    ];
}
