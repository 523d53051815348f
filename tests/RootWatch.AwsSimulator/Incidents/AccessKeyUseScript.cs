using System.Text.Json.Nodes;
using RootWatch.AwsSimulator.Fleet;

namespace RootWatch.AwsSimulator.Incidents;

internal sealed class AccessKeyUseScript : IncidentScript
{
    public override string Name => "access-key-use";

    public override string Story => "a root access key that nobody knew of looks around, and deletes the trail";

    public override IEnumerable<IncidentStep> Steps(RootActor root)
    {
        yield return root.WithKey(0, "sts.amazonaws.com", "GetCallerIdentity", CommercialRegions.Home, readOnly: true);
        yield return root.WithKey(3, "s3.amazonaws.com", "ListBuckets", root.Regions[^1], readOnly: true);
        yield return root.WithKey(17, "cloudtrail.amazonaws.com", "DeleteTrail", CommercialRegions.Home, new JsonObject { ["name"] = root.TrailArn });
    }
}
