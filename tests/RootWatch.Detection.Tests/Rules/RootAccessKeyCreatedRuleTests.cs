using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootAccessKeyCreatedRuleTests() : RuleTest("RW-C06")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("no parameters", Severity.Critical, Root(Iam, "CreateAccessKey")),
        new("through the console's proxy", Severity.Critical, Root(Iam, "CreateAccessKey", e => Identity(e)["invokedBy"] = "signin.amazonaws.com")),
        new("parameters too large to be kept", Severity.Critical, Root(Iam, "CreateAccessKey", With(("omitted", true)))),
        new("for a user", Silent, Root(Iam, "CreateAccessKey", With(("userName", "bob")))),
        new("refused", Silent, Root(Iam, "CreateAccessKey", Denied)),
        new("by a user called root", Silent, User(Iam, "CreateAccessKey")),
    ];
}
