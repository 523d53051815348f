using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class AccountClosedRuleTests() : RuleTest("RW-B04")
{
    private const string AccountService = "account.amazonaws.com";
    private const string Organizations = "organizations.amazonaws.com";
    private const string Console = "billingconsole.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("by its root", Severity.Critical, Root(AccountService, "CloseAccount")),
        new("from the organisation", Severity.Critical, User(Organizations, "CloseAccount", With(("accountId", "999988887777")))),
        new("on the billing page", Severity.Critical, Root(Console, "CloseAccount", e => e["eventType"] = "AwsConsoleAction")),
        new("refused", Severity.Medium, User(Organizations, "CloseAccount", Denied)),
        new("created", Silent, User(Organizations, "CreateAccount")),
        new("left the organisation", Silent, User(Organizations, "LeaveOrganization")),
        new("another service's call of that name", Silent, User("example.amazonaws.com", "CloseAccount")),
    ];
}
