using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootAccessKeyUsedRuleTests() : RuleTest("RW-C07")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("long-lived key", Severity.Critical, Root("ec2.amazonaws.com", "DescribeInstances", e => { Identity(e)["accessKeyId"] = "AKIAIOSFODNN7EXAMPLE"; e["readOnly"] = true; })),
        new("session key", Silent, Root("ec2.amazonaws.com", "DescribeInstances")),
        new("a user's key", Silent, User("ec2.amazonaws.com", "DescribeInstances")),
    ];
}
