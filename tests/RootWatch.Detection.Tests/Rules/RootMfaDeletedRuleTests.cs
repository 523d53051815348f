using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootMfaDeletedRuleTests() : RuleTest("RW-C11")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("root's", Severity.High, User(Iam, "DeleteVirtualMFADevice", With(("serialNumber", RootSerial)))),
        new("a user's", Silent, Root(Iam, "DeleteVirtualMFADevice", With(("serialNumber", "arn:aws:iam::111122223333:mfa/root")))),
    ];

    [Fact]
    public void A_device_of_any_name_is_roots_once_root_was_seen_to_enable_it_whichever_comes_first()
    {
        const string Serial = "arn:aws:iam::111122223333:mfa/phone";
        var enabled = At(0, Root(Iam, "EnableMFADevice", With(("userName", "AWS ROOT USER"), ("serialNumber", Serial))));
        var deleted = At(5, User(Iam, "DeleteVirtualMFADevice", With(("serialNumber", Serial))));
        var before = At(-5, User(Iam, "DeleteVirtualMFADevice", With(("serialNumber", Serial))));

        Assert.Empty(Advance(deleted).Alerts);
        var inOrder = Assert.Single(Advance(Advance(enabled).State, deleted).Alerts, alert => alert.RuleId == "RW-C11");
        var late = Assert.Single(Advance(Advance(deleted).State, enabled).Alerts, alert => alert.RuleId == "RW-C11");
        Assert.Equal((inOrder.AlertId, inOrder.Severity), (late.AlertId, late.Severity));
        Assert.DoesNotContain(Advance(Advance(before).State, enabled).Alerts, alert => alert.RuleId == "RW-C11");
        Assert.Empty(Advance(Advance(enabled).State, before).Alerts);
    }
}
