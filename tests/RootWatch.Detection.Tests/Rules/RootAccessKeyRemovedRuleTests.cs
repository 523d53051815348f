using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootAccessKeyRemovedRuleTests() : RuleTest("RW-C09")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("deleted", Severity.Info, Root(Iam, "DeleteAccessKey", With(("accessKeyId", "AKIA1")))),
        new("deactivated", Severity.Info, Root(Iam, "UpdateAccessKey", With(("status", "Inactive")))),
        new("a user's", Silent, Root(Iam, "DeleteAccessKey", With(("userName", "bob")))),
    ];
}
