using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class RootUnusedRegionRuleTests() : RuleTest("RW-A05")
{
    private const string Ec2 = "ec2.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("first write in a region", Severity.High, In("ap-southeast-3", Root(Ec2, "RunInstances"))),
        new("after reads of the same visit", Severity.High, In("ap-southeast-3", Root(Ec2, "DescribeInstances", e => { e["readOnly"] = true; e["eventTime"] = "2026-03-01T09:00:00Z"; Next(e); })), In("ap-southeast-3", Root(Ec2, "RunInstances"))),
        new("in China", Severity.High, In("cn-northwest-1", Root(Ec2, "RunInstances", e => Identity(e)["arn"] = $"arn:aws-cn:iam::{Account}:root"))),
        new("in a session of AssumeRoot, which has a rule", Silent, In("eu-north-1", Delegated("s3.amazonaws.com", "DeleteBucketPolicy"))),
        new("where root was days before", Silent, In("eu-west-1", Root(Ec2, "DescribeInstances", e => { e["readOnly"] = true; e["eventTime"] = "2026-02-20T10:00:00Z"; Next(e); })), In("eu-west-1", Root(Ec2, "RunInstances"))),
        new("where a service works in root's name", Silent, In("eu-west-1", Root(Ec2, "RunInstances", e => { Identity(e)["invokedBy"] = "autoscaling.amazonaws.com"; e["eventTime"] = "2026-02-20T10:00:00Z"; Next(e); })), In("eu-west-1", Root(Ec2, "RunInstances"))),
        new("where global services live", Silent, Root("iam.amazonaws.com", "CreateUser")),
        new("where global services live in GovCloud", Silent, In("us-gov-west-1", Root("iam.amazonaws.com", "CreateUser"))),
        new("where global services live in the European Sovereign Cloud", Silent, In("eusc-de-east-1", Root("iam.amazonaws.com", "CreateUser"))),
        new("a read", Silent, In("ap-southeast-3", Root(Ec2, "DescribeInstances", e => e["readOnly"] = true))),
        new("refused", Silent, In("ap-southeast-3", Root(Ec2, "RunInstances", Denied))),
        new("a sign-in", Silent, In("eu-north-1", SignIn())),
        new("a service in root's name", Silent, In("ap-southeast-3", Root(Ec2, "RunInstances", e => Identity(e)["invokedBy"] = "autoscaling.amazonaws.com"))),
        new("by a user", Silent, In("ap-southeast-3", User(Ec2, "RunInstances"))),
        new("a record without a region", Silent, Root(Ec2, "RunInstances", e => e.Remove("awsRegion"))),
    ];

    [Fact]
    public void A_region_is_told_once_and_has_the_same_id_whichever_write_it_was()
    {
        var early = In("eu-north-1", Root(Ec2, "RunInstances"));
        var late = In("eu-north-1", Root(Ec2, "CreateVolume", e => { e["eventTime"] = "2026-03-01T11:00:00Z"; Next(e); }));

        var first = Assert.Single(Told(Advance(early)));

        Assert.Equal(first.AlertId, Assert.Single(Told(Advance(late))).AlertId);
        Assert.Equal(first.AlertId, Assert.Single(Told(Advance(early, late))).AlertId);
        Assert.Empty(Told(Advance(Advance(early).State, late)));
        Assert.Empty(Told(Advance(Advance(late).State, early)));

        static List<Alert> Told(WatchStep step) => [.. step.Alerts.Where(alert => alert.RuleId == "RW-A05")];
    }

    private static JsonObject In(string region, JsonObject record)
    {
        record["awsRegion"] = region;
        return record;
    }
}
