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
        new("created and nobody's yet", Severity.High, Root(Iam, "CreateVirtualMFADevice", With(("virtualMFADeviceName", "spare")))),
        new("for a user", Silent, Root(Iam, "EnableMFADevice", With(("userName", "bob")))),
    ];

    [Fact]
    public void A_second_device_is_told_again_as_critical_unless_the_first_was_deactivated()
    {
        var first = At(0, Enabled(RootSerial));
        var second = At(20, Enabled("arn:aws:iam::111122223333:mfa/yubikey"));
        var deactivated = At(10, Root(Iam, "DeactivateMFADevice", With(("userName", "AWS ROOT USER"), ("serialNumber", RootSerial))));

        Assert.Equal([Severity.High, Severity.Critical], Told(Advance(first).State, second));
        Assert.Equal([Severity.High], Told(Advance(first).State, At(20, Enabled(RootSerial))));
        Assert.Equal([Severity.High], Told(Advance(first, deactivated).State, second));
        Assert.Equal([Severity.High, Severity.Critical], Told(Advance(second).State, first));
    }

    [Fact]
    public void A_deactivation_that_is_still_on_its_way_is_waited_for()
    {
        var first = At(0, Enabled(RootSerial));
        var second = At(20, Enabled("arn:aws:iam::111122223333:mfa/yubikey"));
        var deactivated = At(10, Root(Iam, "DeactivateMFADevice", With(("userName", "AWS ROOT USER"), ("serialNumber", RootSerial))));
        var soon = TimeOf(second).AddMinutes(5);
        var late = TimeOf(second).AddMinutes(16);

        var waiting = AccountWatch.Advance(WatchState.Empty, Subject, [first.ToJsonString(), second.ToJsonString()], soon);
        var mended = AccountWatch.Advance(waiting.State, Subject, [deactivated.ToJsonString()], soon);

        Assert.DoesNotContain(waiting.Alerts, alert => alert.Severity == Severity.Critical);
        Assert.DoesNotContain(AccountWatch.Tick(mended.State, Subject, late).Alerts, alert => alert.RuleId == "RW-C12");
        Assert.Single(AccountWatch.Tick(waiting.State, Subject, late).Alerts, alert => alert.RuleId == "RW-C12");
    }

    private static JsonObject Enabled(string serial) => Root(Iam, "EnableMFADevice", With(("userName", "AWS ROOT USER"), ("serialNumber", serial)));

    private static Severity[] Told(WatchState state, JsonObject record) =>
        [.. Advance(state, record).Alerts.Where(alert => alert.RuleId == "RW-C12").Select(alert => alert.Severity)];
}
