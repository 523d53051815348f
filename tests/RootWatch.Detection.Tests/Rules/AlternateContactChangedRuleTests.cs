using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class AlternateContactChangedRuleTests() : RuleTest("RW-B02")
{
    private const string AccountService = "account.amazonaws.com";
    private const string Console = "billingconsole.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("billing contact", Severity.High, User(AccountService, "PutAlternateContact", With(("alternateContactType", "BILLING"), ("name", "x")))),
        new("operations contact deleted", Severity.High, Root(AccountService, "DeleteAlternateContact", With(("alternateContactType", "OPERATIONS")))),
        new("security contact", Severity.Critical, Root(AccountService, "PutAlternateContact", With(("alternateContactType", "SECURITY")))),
        new("security contact deleted", Severity.Critical, User(AccountService, "DeleteAlternateContact", With(("alternateContactType", "SECURITY")))),
        new("of a member, from the management account", Severity.Critical, User(AccountService, "PutAlternateContact", With(("accountId", "999988887777"), ("alternateContactType", "SECURITY")))),
        new("security contact, refused", Severity.Medium, User(AccountService, "DeleteAlternateContact", e => { With(("alternateContactType", "SECURITY"))(e); Denied(e); })),
        new("on the old billing page", Severity.High, Root(Console, "SetAlternateContact", e => e["eventType"] = "AwsConsoleAction")),
        new("parameters too large to be kept, which may have named any contact", Severity.Critical, User(AccountService, "PutAlternateContact", With(("omitted", true)))),
        new("only looked at", Silent, User(AccountService, "GetAlternateContact", e => { e["readOnly"] = true; With(("alternateContactType", "SECURITY"))(e); })),
        new("the primary contact", Silent, User(AccountService, "PutContactInformation")),
    ];

    [Fact]
    public void A_member_whose_contact_it_is_is_named()
    {
        var alert = Assert.Single(Advance(User(AccountService, "PutAlternateContact", With(("accountId", "999988887777"), ("alternateContactType", "SECURITY")))).Alerts, alert => alert.RuleId == RuleId);
        Assert.Contains("the security contact of account 999988887777", alert.Summary, StringComparison.Ordinal);
        var own = Assert.Single(Advance(User(AccountService, "PutAlternateContact", With(("accountId", Account), ("alternateContactType", "SECURITY")))).Alerts, alert => alert.RuleId == RuleId);
        Assert.Contains("the account's security contact", own.Summary, StringComparison.Ordinal);
    }
}
