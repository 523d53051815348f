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
    public void A_device_of_any_name_is_roots_once_root_was_seen_to_enable_it()
    {
        const string Serial = "arn:aws:iam::111122223333:mfa/phone";
        var deleted = User(Iam, "DeleteVirtualMFADevice", With(("serialNumber", Serial)));
        var known = Advance(Root(Iam, "EnableMFADevice", With(("userName", "AWS ROOT USER"), ("serialNumber", Serial)))).State;

        Assert.Empty(Advance(deleted).Alerts);
        Assert.Equal(["RW-C11"], Advance(known, deleted).Alerts.Select(alert => alert.RuleId));
        Assert.Empty(Advance(known, deleted).State.RootMfaDevices);
    }
}
