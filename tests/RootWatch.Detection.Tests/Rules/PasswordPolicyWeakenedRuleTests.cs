using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Settings;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class PasswordPolicyWeakenedRuleTests() : RuleTest("RW-D10")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("deleted", Severity.Medium, User(Iam, "DeleteAccountPasswordPolicy")),
        new("short", Severity.Medium, User(Iam, "UpdateAccountPasswordPolicy", Policy(length: 8))),
        new("short, the number as text", Severity.Medium, User(Iam, "UpdateAccountPasswordPolicy", e => { Policy()(e); e["requestParameters"]!["minimumPasswordLength"] = "8"; })),
        new("no length, which is six then", Severity.Medium, Root(Iam, "UpdateAccountPasswordPolicy", With(("requireSymbols", true)))),
        new("no symbols", Severity.Medium, User(Iam, "UpdateAccountPasswordPolicy", Policy(symbols: false))),
        new("soon used again", Severity.Medium, User(Iam, "UpdateAccountPasswordPolicy", Policy(reuse: 5))),
        new("parameters too large to be kept", Severity.Medium, User(Iam, "UpdateAccountPasswordPolicy", With(("omitted", true)))),
        new("refused", Severity.Medium, User(Iam, "DeleteAccountPasswordPolicy", Denied)),
        new("strong", Silent, User(Iam, "UpdateAccountPasswordPolicy", Policy())),
        new("strong, by deployment", Silent, User(Iam, "UpdateAccountPasswordPolicy", e => { Policy()(e); e["userAgent"] = "APN/1.0 HashiCorp/1.0 Terraform/1.9.0"; })),
        new("by AWS itself", Silent, User(Iam, "DeleteAccountPasswordPolicy", e => e["userIdentity"] = new JsonObject { ["type"] = "AWSService", ["invokedBy"] = "iam.amazonaws.com" })),
        new("read", Silent, User(Iam, "GetAccountPasswordPolicy", e => e["readOnly"] = true)),
    ];

    [Fact]
    public void What_is_weak_the_tenant_may_say()
    {
        var record = User(Iam, "UpdateAccountPasswordPolicy", Policy(length: 12, reuse: 10));
        var settings = new DetectionSettings
        {
            Thresholds = new Dictionary<string, double> { ["RW-D10/minimum-length"] = 12, ["RW-D10/reuse-prevention"] = 10 },
        };

        Assert.Single(Advance(record).Alerts);
        Assert.Empty(AccountWatch.Advance(WatchState.Empty, Subject with { Settings = settings }, [record.ToJsonString()], Now).Alerts);
    }

    private static Action<JsonObject> Policy(int length = 14, bool symbols = true, int reuse = 24) => With(
        ("minimumPasswordLength", length), ("requireSymbols", symbols), ("requireNumbers", true), ("requireUppercaseCharacters", true),
        ("requireLowercaseCharacters", true), ("allowUsersToChangePassword", true), ("maxPasswordAge", 90), ("passwordReusePrevention", reuse), ("hardExpiry", false));
}
