using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootMfaDeactivatedRuleTests() : RuleTest("RW-C10")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("by root", Severity.Critical, Root(Iam, "DeactivateMFADevice", With(("userName", "AWS ROOT USER"), ("serialNumber", RootSerial)))),
        new("by another, by serial", Severity.Critical, User(Iam, "DeactivateMFADevice", With(("serialNumber", RootSerial)))),
        new("refused", Severity.Medium, User(Iam, "DeactivateMFADevice", e => { With(("serialNumber", RootSerial))(e); Denied(e); })),
        new("by another, parameters too large to be kept", Severity.Critical, User(Iam, "DeactivateMFADevice", With(("omitted", true)))),
        new("a user's", Silent, Root(Iam, "DeactivateMFADevice", With(("userName", "bob"), ("serialNumber", "arn:aws:iam::111122223333:mfa/bob")))),
    ];

    /// <summary>Whose device it is, root's own call says: that root enabled it, which shows later, is no news of the refusal.</summary>
    [Fact]
    public void What_root_is_refused_for_its_own_device_is_told_once()
    {
        const string Phone = "arn:aws:iam::111122223333:mfa/phone";
        var refused = Advance(At(10, Root(Iam, "DeactivateMFADevice", e => { With(("serialNumber", Phone))(e); Denied(e); })));
        var enabled = Advance(refused.State, At(5, Root(Iam, "EnableMFADevice", With(("serialNumber", Phone)))));

        Assert.Single(refused.Alerts, alert => alert.RuleId == RuleId);
        Assert.DoesNotContain(enabled.Alerts, alert => alert.RuleId == RuleId);
    }
}
