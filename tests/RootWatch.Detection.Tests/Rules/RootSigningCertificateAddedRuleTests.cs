using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootSigningCertificateAddedRuleTests() : RuleTest("RW-C16")
{
    private const string Iam = "iam.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("root's", Severity.High, Root(Iam, "UploadSigningCertificate")),
        new("for a user", Silent, Root(Iam, "UploadSigningCertificate", With(("userName", "bob")))),
    ];
}
