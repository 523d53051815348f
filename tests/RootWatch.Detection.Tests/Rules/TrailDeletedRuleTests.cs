using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class TrailDeletedRuleTests() : RuleTest("RW-D02")
{
    private const string CloudTrail = "cloudtrail.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("by root", Severity.Critical, Root(CloudTrail, "DeleteTrail")),
        new("created", Silent, Root(CloudTrail, "CreateTrail")),
    ];
}
