using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootSignInWithoutMfaRuleTests() : RuleTest("RW-S02")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("MFAUsed No", Severity.Critical, SignIn("Success", "No")),
        new("MFAUsed absent", Severity.Critical, SignIn("Success", null)),
        new("additionalEventData a text", Severity.Critical, SignIn("Success", null, e => e["additionalEventData"] = "MFAUsed=Yes")),
        new("MFAUsed YES", Silent, SignIn("Success", "YES")),
        new("failure without MFA", Silent, SignIn("Failure", "No")),
    ];
}
