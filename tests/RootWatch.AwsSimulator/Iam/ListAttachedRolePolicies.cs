using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Iam;

internal sealed class ListAttachedRolePolicies : IamOperation
{
    public override string Name => "ListAttachedRolePolicies";

    public override AwsAnswer Invoke(AwsCall call) =>
        IsWatchRole(call)
            ? List(call, "AttachedPolicies", Posture(call).WatchRoleAttachedPolicies, static (xml, arn) =>
            {
                xml.WriteElementString("PolicyName", arn[(arn.LastIndexOf('/') + 1)..]);
                xml.WriteElementString("PolicyArn", arn);
            })
            : NoSuchRole(call);
}
