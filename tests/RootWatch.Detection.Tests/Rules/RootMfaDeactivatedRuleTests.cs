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
}
