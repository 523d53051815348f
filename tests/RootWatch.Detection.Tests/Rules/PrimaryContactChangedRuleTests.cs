using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class PrimaryContactChangedRuleTests() : RuleTest("RW-B01")
{
    private const string AccountService = "account.amazonaws.com";
    private const string Console = "billingconsole.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("of a member, from the management account", Severity.High, User("account.amazonaws.com", "PutContactInformation", With(("accountId", "999988887777")))),
        new("address, by root", Severity.High, Root(AccountService, "PutContactInformation", With(("contactInformation", new JsonObject { ["fullName"] = "HIDDEN_DUE_TO_SECURITY_REASONS" })))),
        new("address, by a user", Severity.High, User(AccountService, "PutContactInformation")),
        new("name of the account", Severity.High, User(AccountService, "PutAccountName", With(("accountName", "acme")))),
        new("on the old billing page", Severity.High, Root(Console, "SetContactAddress", e => e["eventType"] = "AwsConsoleAction")),
        new("name, e-mail or password on the old billing page", Severity.High, Root(Console, "SetAccountPreferences", e => e["eventType"] = "AwsConsoleAction")),
        new("parameters too large to be kept", Severity.High, User(AccountService, "PutContactInformation", With(("omitted", true)))),
        new("refused", Severity.Medium, User(AccountService, "PutContactInformation", Denied)),
        new("only looked at", Silent, Root(AccountService, "GetContactInformation", e => e["readOnly"] = true)),
        new("an alternate contact", Silent, Root(AccountService, "PutAlternateContact", With(("alternateContactType", "BILLING")))),
        new("another service's call of that name", Silent, User("example.amazonaws.com", "PutAccountName")),
    ];
}
