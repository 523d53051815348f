using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class TrailStoppedRuleTests() : RuleTest("RW-D01")
{
    private const string CloudTrail = "cloudtrail.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("by a user", Severity.Critical, User(CloudTrail, "StopLogging")),
        new("refused", Severity.Medium, User(CloudTrail, "StopLogging", e => e["errorCode"] = "AccessDenied")),
        new("started", Silent, User(CloudTrail, "StartLogging")),
        new("another service's call of that name", Silent, User("example.amazonaws.com", "StopLogging")),
    ];
}
