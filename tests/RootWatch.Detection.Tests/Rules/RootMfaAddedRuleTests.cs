using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootMfaAddedRuleTests() : RuleTest("RW-C12")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("enabled", Severity.High, Root(Iam, "EnableMFADevice", With(("userName", "AWS ROOT USER"), ("serialNumber", RootSerial)))),
        new("created", Severity.High, Root(Iam, "CreateVirtualMFADevice", With(("virtualMFADeviceName", "spare")))),
        new("for a user", Silent, Root(Iam, "EnableMFADevice", With(("userName", "bob")))),
    ];

    [Fact]
    public void A_second_device_is_critical_unless_the_first_was_deactivated()
    {
        var first = Root(Iam, "EnableMFADevice", With(("userName", "AWS ROOT USER"), ("serialNumber", RootSerial)));
        var second = Root(Iam, "EnableMFADevice", With(("userName", "AWS ROOT USER"), ("serialNumber", "arn:aws:iam::111122223333:mfa/yubikey")));
        var deactivated = Root(Iam, "DeactivateMFADevice", With(("userName", "AWS ROOT USER"), ("serialNumber", RootSerial)));
        var withOne = Advance(first).State;

        Assert.Equal(Severity.Critical, Told(withOne, second));
        Assert.Equal(Severity.High, Told(withOne, first));
        Assert.Equal(Severity.High, Told(Advance(withOne, deactivated).State, second));

        static Severity Told(WatchState state, JsonObject record) => Advance(state, record).Alerts.Single(alert => alert.RuleId == "RW-C12").Severity;
    }
}
