using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootMfaFailedAgainRuleTests() : SequenceRuleTest("RW-S07")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("twice", Severity.High, MfaFailed(0), MfaFailed(15)),
        new("once", Silent, MfaFailed(0)),
        new("twice, far apart", Silent, MfaFailed(0), MfaFailed(16)),
        new("once, and a wrong password", Silent, MfaFailed(0), At(2, SignIn("Failure", "No"))),
        new("four times in an hour and a half, never near", Silent, MfaFailed(0), MfaFailed(20), MfaFailed(40), MfaFailed(60)),
    ];

    [Fact]
    public void Both_are_needed() => NeedsEachRecordOf(new RuleCase("twice", Severity.High, MfaFailed(0), MfaFailed(15)));

    private static JsonObject MfaFailed(double minute) => At(minute, SignIn("Failure", "Yes"));
}
