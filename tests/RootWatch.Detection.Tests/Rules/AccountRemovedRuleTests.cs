using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class AccountRemovedRuleTests() : RuleTest("RW-O02")
{
    private const string Organizations = "organizations.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("removed", Severity.Critical, User(Organizations, "RemoveAccountFromOrganization", With(("accountId", "999988887777")))),
        new("refused", Severity.Medium, User(Organizations, "RemoveAccountFromOrganization", Denied)),
        new("left by itself", Silent, Root(Organizations, "LeaveOrganization")),
        new("moved", Silent, User(Organizations, "MoveAccount")),
    ];
}
