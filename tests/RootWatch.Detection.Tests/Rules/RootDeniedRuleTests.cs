using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootDeniedRuleTests() : RuleTest("RW-A03")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("AccessDenied", Severity.Medium, Root("s3.amazonaws.com", "CreateBucket", Denied)),
        new("AccessDeniedException", Severity.Medium, Root("kms.amazonaws.com", "CreateKey", e => e["errorCode"] = "AccessDeniedException")),
        new("EC2's old spelling", Severity.Medium, Root("ec2.amazonaws.com", "RunInstances", e => e["errorCode"] = "Client.UnauthorizedOperation")),
        new("in a session of AssumeRoot, which has a rule", Silent, Delegated("s3.amazonaws.com", "ListBuckets", Denied)),
        new("not there", Silent, Root("s3.amazonaws.com", "GetBucketPolicy", e => e["errorCode"] = "NoSuchBucketPolicy")),
        new("a user", Silent, User("s3.amazonaws.com", "CreateBucket", Denied)),
    ];
}
