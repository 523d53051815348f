using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Iam;

internal sealed class GetRolePolicy : IamOperation
{
    public override string Name => "GetRolePolicy";

    /// <summary>Part of what the role of a customer allows.</summary>
    private static readonly string[] Usual =
        ["cloudtrail:LookupEvents", "cloudtrail:DescribeTrails", "cloudtrail:GetTrailStatus", "iam:GetAccountSummary", "account:ListRegions"];

    public override AwsAnswer Invoke(AwsCall call)
    {
        if (!IsWatchRole(call) || call.Input.FormValue("PolicyName") != ListRolePolicies.PolicyName)
        {
            return NoSuchRole(call);
        }

        var actions = string.Join(',', Usual.Concat(Posture(call).WatchRoleExtraActions).Select(action => $"\"{action}\""));
        var policy = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[{{actions}}],"Resource":"*"}]}""";
        return AwsAnswer.OfXml(xml =>
        {
            xml.WriteElementString("RoleName", Fleet.FleetAccount.RoleName);
            xml.WriteElementString("PolicyName", ListRolePolicies.PolicyName);
            xml.WriteElementString("PolicyDocument", Uri.EscapeDataString(policy));
        });
    }
}
