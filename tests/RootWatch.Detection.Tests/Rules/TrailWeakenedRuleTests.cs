using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class TrailWeakenedRuleTests() : RuleTest("RW-D03")
{
    private const string CloudTrail = "cloudtrail.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("one region", Severity.High, User(CloudTrail, "UpdateTrail", With(("name", "t"), ("isMultiRegionTrail", false)))),
        new("the organisation's other accounts no longer", Severity.High, User(CloudTrail, "UpdateTrail", With(("name", "t"), ("isOrganizationTrail", false)))),
        new("bucket", Severity.High, User(CloudTrail, "UpdateTrail", With(("name", "t"), ("s3BucketName", "elsewhere")))),
        new("log group taken away", Severity.High, User(CloudTrail, "UpdateTrail", With(("name", "t"), ("cloudWatchLogsLogGroupArn", "")))),
        new("strengthened", Silent, User(CloudTrail, "UpdateTrail", With(("name", "t"), ("isMultiRegionTrail", true), ("enableLogFileValidation", true)))),
        new("made the organisation's", Silent, User(CloudTrail, "UpdateTrail", With(("name", "t"), ("isOrganizationTrail", true)))),
    ];
}
