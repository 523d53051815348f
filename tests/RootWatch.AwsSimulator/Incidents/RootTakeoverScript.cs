using System.Text.Json.Nodes;
using RootWatch.AwsSimulator.Fleet;

namespace RootWatch.AwsSimulator.Incidents;

internal sealed class RootTakeoverScript : IncidentScript
{
    public override string Name => "root-takeover";

    public override string Story => "root signs in without MFA, makes itself an access key, stops the trail, uses the key in another region";

    public override IEnumerable<IncidentStep> Steps(RootActor root)
    {
        yield return root.SignIn(0, mfa: false);
        yield return root.Console(9, "iam.amazonaws.com", "GetAccountSummary", CommercialRegions.Home, readOnly: true);
        yield return root.Console(14, "iam.amazonaws.com", "CreateAccessKey", CommercialRegions.Home, response: new JsonObject
        {
            ["accessKey"] = new JsonObject { ["accessKeyId"] = root.AccessKey, ["status"] = "Active" },
        });
        yield return root.Console(21, "cloudtrail.amazonaws.com", "StopLogging", CommercialRegions.Home, new JsonObject { ["name"] = root.TrailArn });
        yield return root.WithKey(30, "ec2.amazonaws.com", "RunInstances", root.Regions[^1], new JsonObject { ["instanceType"] = "p4d.24xlarge" });
    }
}
