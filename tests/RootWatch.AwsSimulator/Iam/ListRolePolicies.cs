using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Iam;

internal sealed class ListRolePolicies : IamOperation
{
    public override string Name => "ListRolePolicies";

    public const string PolicyName = "RootWatchRead";

    public override AwsAnswer Invoke(AwsCall call) =>
        IsWatchRole(call) ? List<string>(call, "PolicyNames", [PolicyName], static (xml, name) => xml.WriteString(name)) : NoSuchRole(call);
}
