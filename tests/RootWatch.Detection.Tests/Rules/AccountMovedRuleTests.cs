using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class AccountMovedRuleTests() : RuleTest("RW-O09")
{
    private const string Organizations = "organizations.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("moved", Severity.Medium, User(Organizations, "MoveAccount", With(("accountId", "999988887777"), ("sourceParentId", "r-exmp"), ("destinationParentId", "ou-exmp-1")))),
        new("refused", Severity.Medium, User(Organizations, "MoveAccount", Denied)),
        new("a unit made", Silent, User(Organizations, "CreateOrganizationalUnit")),
        new("another service's call of that name", Silent, User("example.amazonaws.com", "MoveAccount")),
    ];
}
