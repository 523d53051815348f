using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Iam;

internal sealed class GetRolePolicy : IamOperation
{
    public override string Name => "GetRolePolicy";

    /// <summary>What the role of a customer allows: all that this AWS knows and that reads the customer's account.</summary>
    private static readonly IReadOnlyList<string> Usual =
        [.. AwsOperations.All.Where(operation => operation.Service != AwsService.Sts && operation.Service != AwsService.Sqs).Select(operation => operation.Permission)];

    public override AwsAnswer Invoke(AwsCall call)
    {
        if (!IsWatchRole(call) || call.Input.FormValue("PolicyName") != ListRolePolicies.PolicyName)
        {
            return NoSuchRole(call);
        }

        var actions = string.Join(',', Usual.Except(Posture(call).WatchRoleLacks).Concat(Posture(call).WatchRoleExtraActions).Select(action => $"\"{action}\""));
        var policy = $$"""{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":[{{actions}}],"Resource":"*"}]}""";
        return AwsAnswer.OfXml(xml =>
        {
            xml.WriteElementString("RoleName", Fleet.FleetAccount.RoleName);
            xml.WriteElementString("PolicyName", ListRolePolicies.PolicyName);
            xml.WriteElementString("PolicyDocument", Uri.EscapeDataString(policy));
        });
    }
}
