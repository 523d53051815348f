using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Iam;

internal sealed class GetRole : IamOperation
{
    public override string Name => "GetRole";

    public override AwsAnswer Invoke(AwsCall call)
    {
        if (!IsWatchRole(call))
        {
            return NoSuchRole(call);
        }

        var account = call.Simulator.Fleet.Find(call.Caller.Account)!;
        var trust = Posture(call).WatchRoleTrust
            ?? $$$$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"{{{{call.Simulator.Watcher.Arn}}}}"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"{{{{account.ExternalId}}}}"}}}]}""";
        return AwsAnswer.OfXml(xml =>
        {
            xml.WriteStartElement("Role");
            xml.WriteElementString("Path", "/");
            xml.WriteElementString("RoleName", Fleet.FleetAccount.RoleName);
            xml.WriteElementString("RoleId", "AROA00000000000000000");
            xml.WriteElementString("Arn", account.RoleArn);
            xml.WriteElementString("CreateDate", IamTime.Of(call.Simulator.StartedAt.AddDays(-100)));
            xml.WriteElementString("AssumeRolePolicyDocument", Uri.EscapeDataString(trust));
            xml.WriteElementString("MaxSessionDuration", "3600");
            xml.WriteEndElement();
        });
    }
}
