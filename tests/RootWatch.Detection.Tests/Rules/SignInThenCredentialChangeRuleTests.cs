using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class SignInThenCredentialChangeRuleTests() : SequenceRuleTest("RW-Q02")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("a key", Severity.Critical, At(0, SignIn()), At(30, Root(Iam, "CreateAccessKey"))),
        new("without MFA", Severity.Critical, At(0, SignIn("Success", "No")), At(3, Root(Iam, "CreateAccessKey"))),
        new("a new address", Severity.Critical, At(0, SignIn()), At(3, SignInPage("EmailUpdated"))),
        new("MFA removed", Severity.Critical, At(0, SignIn()), At(3, Root(Iam, "DeactivateMFADevice", With(("serialNumber", RootSerial))))),
        new("MFA added", Severity.Critical, At(0, SignIn()), At(3, Root(Iam, "EnableMFADevice", With(("serialNumber", RootSerial))))),
        new("a login profile", Severity.Critical, At(0, SignIn()), At(3, Root(Iam, "CreateLoginProfile"))),
        new("a user", Severity.Critical, At(0, SignIn()), At(3, Root(Iam, "CreateUser", With(("userName", "eve"))))),
        new("several changes, one alert", Severity.Critical, At(0, SignIn()), At(3, Root(Iam, "CreateUser")), At(4, Root(Iam, "CreateAccessKey"))),
        new("half an hour later", Silent, At(0, SignIn()), At(31, Root(Iam, "CreateAccessKey"))),
        new("before", Silent, At(3, SignIn()), At(0, Root(Iam, "CreateAccessKey"))),
        new("refused", Silent, At(0, SignIn()), At(3, Root(Iam, "CreateAccessKey", Denied))),
        new("another change", Silent, At(0, SignIn()), At(3, Root("s3.amazonaws.com", "CreateBucket"))),
        new("an MFA device that is nobody's yet", Silent, At(0, SignIn()), At(3, Root(Iam, "CreateVirtualMFADevice", With(("virtualMFADeviceName", "bob"))))),
        new("by somebody else", Silent, At(0, SignIn()), At(3, User(Iam, "CreateAccessKey"))),
        new("in an AssumeRoot session", Silent, At(0, SignIn()), At(3, Delegated(Iam, "CreateLoginProfile"))),
        new("after a failure", Silent, At(0, SignIn("Failure", "No")), At(3, Root(Iam, "CreateAccessKey"))),
    ];

    [Fact]
    public void Both_are_needed() => NeedsEachRecordOf(new RuleCase("key", Severity.Critical, At(0, SignIn()), At(30, Root(Iam, "CreateAccessKey"))));

    [Fact]
    public void It_says_whether_there_was_MFA()
    {
        JsonObject[] records = [At(3, Root(Iam, "CreateAccessKey")), At(0, SignIn("Success", "No"))];

        Assert.StartsWith(
            "In account 111122223333: root signed in at 2026-03-01 10:00:00 UTC (without MFA, from 198.51.100.7) and 3 minutes later changed its ways in: CreateAccessKey (iam)",
            Advance(records).Alerts.Single(alert => alert.RuleId == RuleId).Summary, StringComparison.Ordinal);
    }
}
