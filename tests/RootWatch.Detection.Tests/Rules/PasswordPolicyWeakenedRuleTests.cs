using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Posture;
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
        new("no longer kept from being used again", Severity.Medium, Set(0), Set(30, without: "passwordReusePrevention")),
        new("symbols no longer asked for", Severity.Medium, Set(0), Set(30, without: "requireSymbols")),
        new("shorter, and still not short", Severity.Medium, Set(0, Policy(length: 32)), Set(30, Policy(length: 16))),
        new("no longer expiring", Severity.Medium, Set(0), Set(30, without: "maxPasswordAge")),
        new("lasting longer", Severity.Medium, Set(0, age: 60), Set(30, age: 90)),
        new("shorter than a minute ago", Severity.Medium, Set(0, Policy(length: 32)), Set(1, Policy(length: 16))),
        new("shorter than a minute ago, which came later", Severity.Medium, Set(1, Policy(length: 16)), Set(0, Policy(length: 32))),
        new("shorter, refused", Severity.Medium, Set(0, Policy(length: 32)), Set(30, e => { Policy(length: 16)(e); Denied(e); })),
        new("refused", Severity.Medium, User(Iam, "DeleteAccountPasswordPolicy", Denied)),
        new("strong", Silent, User(Iam, "UpdateAccountPasswordPolicy", Policy())),
        new("strong, by deployment", Silent, User(Iam, "UpdateAccountPasswordPolicy", e => { Policy()(e); e["userAgent"] = "APN/1.0 HashiCorp/1.0 Terraform/1.9.0"; })),
        new("a class and re-use left out, and nothing known of before", Silent, Set(0, With(("minimumPasswordLength", 14)))),
        new("set again", Silent, Set(0), Set(30)),
        new("longer, and expiring earlier", Silent, Set(0), Set(30, Policy(length: 20)), Set(60, e => { Policy(length: 20)(e); e["requestParameters"]!["maxPasswordAge"] = 60; })),
        new("shorter than was refused", Silent, Set(0, e => { Policy(length: 32)(e); Denied(e); }), Set(30, Policy(length: 16))),
        new("shorter than later", Silent, Set(0, Policy(length: 16)), Set(30, Policy(length: 32))),
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

    [Theory]
    [InlineData(32, 1)]
    [InlineData(14, 0)]
    public void A_posture_reading_tells_what_the_policy_was_before(int length, int alerts)
    {
        var at = TimeOf(Set(0)).AddHours(-1);
        WatchSubject read = Subject with { Situation = Situation.Unknown with { SetUp = new PostureFacts { AccountId = Account, PasswordPolicy = Fact.Known<PasswordRules>(Rules(length), at) } } };
        var known = AccountWatch.Tick(WatchState.Empty, read, at).State;

        var step = AccountWatch.Advance(known, read, [Set(0).ToJsonString()], Now);

        Assert.Equal(alerts, step.Alerts.Count);
        Assert.Same(step.State, AccountWatch.Tick(step.State, read, Now).State);
    }

    [Fact]
    public void Without_a_policy_before_there_is_nothing_to_lower()
    {
        var deleted = Advance(Set(0, Policy(length: 32)), User(Iam, "DeleteAccountPasswordPolicy", e => e["eventTime"] = "2026-03-01T10:20:00Z")).State;

        Assert.Empty(Advance(deleted, Set(60, Policy(length: 16))).Alerts);
    }

    private static PasswordRules Rules(int length) => new()
    {
        MinimumLength = length,
        RequiresUppercase = true,
        RequiresLowercase = true,
        RequiresNumbers = true,
        RequiresSymbols = true,
        AgeMax = 90,
        ReusePrevention = 24,
    };

    private static JsonObject Set(double minutes, Action<JsonObject>? policy = null, string without = "", int age = 90) => At(minutes, User(Iam, "UpdateAccountPasswordPolicy", e =>
    {
        (policy ?? Policy())(e);
        if (policy is null)
        {
            e["requestParameters"]!["maxPasswordAge"] = age;
        }

        e["requestParameters"]!.AsObject().Remove(without);
    }));

    private static Action<JsonObject> Policy(int length = 14, bool symbols = true, int reuse = 24) => With(
        ("minimumPasswordLength", length), ("requireSymbols", symbols), ("requireNumbers", true), ("requireUppercaseCharacters", true),
        ("requireLowercaseCharacters", true), ("allowUsersToChangePassword", true), ("maxPasswordAge", 90), ("passwordReusePrevention", reuse), ("hardExpiry", false));
}
