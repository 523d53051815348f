using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class TakeoverChainRuleTests() : SequenceRuleTest("RW-Q01")
{
    private const string Iam = "iam.amazonaws.com";
    private const double Hour = 60;

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("asked, recovered, in", Severity.Critical, Chain(10, 20)),
        new("asked, recovered, in, in two days", Severity.Critical, Chain(24 * Hour, 47 * Hour)),
        new("asked, and recovered two days later", Silent, Chain(48 * Hour, 49 * Hour)),
        new("recovered, and in two days later", Silent, Chain(10, 48 * Hour)),
        new("in before it was recovered", Silent, Chain(10, 5)),
        new("asked and in, not recovered", Silent, At(-2900, SignInPage("PasswordRecoveryRequested")), At(-2880, SignIn())),
        new("recovered and in, not asked", Silent, At(-2900, SignInPage("PasswordRecoveryCompleted")), At(-2880, SignIn())),
        new("recovery failed, and in", Silent, At(0, SignInPage("PasswordRecoveryRequested")), At(1, SignInPage("PasswordRecoveryCompleted", "Failure")), At(2, SignIn())),
        new("recovered, then a new address", Severity.Critical, At(0, SignInPage("PasswordRecoveryCompleted")), At(30, SignInPage("EmailUpdated"))),
        new("a new address, then recovered", Silent, At(0, SignInPage("EmailUpdated")), At(30, SignInPage("PasswordRecoveryCompleted"))),
        new("recovered, and a new address after days", Silent, At(-3000, SignInPage("PasswordRecoveryCompleted")), At(30, SignInPage("EmailUpdated"))),
        new("MFA removed, then a change", Severity.High, At(0, MfaRemoved()), At(60, Root("s3.amazonaws.com", "CreateBucket"))),
        new("MFA removed by an administrator, then a sign-in", Severity.High, At(0, User(Iam, "DeleteVirtualMFADevice", With(("serialNumber", RootSerial)))), At(60, SignIn("Success", "No"))),
        new("MFA removed, then replaced", Silent, At(0, MfaRemoved()), At(5, Root(Iam, "EnableMFADevice", With(("serialNumber", "arn:aws:iam::111122223333:mfa/new"))))),
        new("MFA removed, then looked at", Silent, At(0, MfaRemoved()), At(5, Root("s3.amazonaws.com", "ListBuckets", e => e["readOnly"] = true))),
        new("MFA removed, used long after", Silent, At(0, MfaRemoved()), At(61, Root("s3.amazonaws.com", "CreateBucket"))),
        new("a change, then MFA removed", Silent, At(0, Root("s3.amazonaws.com", "CreateBucket")), At(5, MfaRemoved())),
    ];

    [Fact]
    public void Every_step_is_needed() => NeedsEachRecordOf(
        new RuleCase("chain", Severity.Critical, Chain(10, 20)),
        new RuleCase("moved", Severity.Critical, At(0, SignInPage("PasswordRecoveryCompleted")), At(30, SignInPage("EmailUpdated"))),
        new RuleCase("stripped", Severity.High, At(0, MfaRemoved()), At(60, Root("s3.amazonaws.com", "CreateBucket"))));

    [Fact]
    public void A_device_that_turns_out_to_be_roots_afterwards_counts()
    {
        const string Serial = "arn:aws:iam::111122223333:mfa/phone";
        JsonObject[] records =
        [
            At(0, Root(Iam, "EnableMFADevice", With(("userName", "AWS ROOT USER"), ("serialNumber", Serial)))),
            At(10, User(Iam, "DeleteVirtualMFADevice", With(("serialNumber", Serial)))),
            At(20, Root("s3.amazonaws.com", "CreateBucket")),
        ];
        var c = new RuleCase("claimed", Severity.High, records);

        Assert.NotEqual("", Told(c, records, 1));
        Assert.Equal(Told(c, records, 1), Told(c, [records[2], records[1], records[0]], 1));
        Assert.Equal(Told(c, records, 1), Told(c, [records[1], records[0], records[2]], 1));
    }

    /// <summary>Two days and more before now.</summary>
    private static JsonObject[] Chain(double completed, double signedIn) =>
    [
        At(-3000, SignInPage("PasswordRecoveryRequested")), At(-3000 + completed, SignInPage("PasswordRecoveryCompleted")), At(-3000 + signedIn, SignIn()),
    ];

    private static JsonObject MfaRemoved() => Root(Iam, "DeactivateMFADevice", With(("userName", "AWS ROOT USER"), ("serialNumber", RootSerial)));
}
