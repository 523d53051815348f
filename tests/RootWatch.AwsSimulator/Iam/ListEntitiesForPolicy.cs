using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Iam;

internal sealed class ListEntitiesForPolicy : IamOperation
{
    public override string Name => "ListEntitiesForPolicy";

    public override AwsAnswer Invoke(AwsCall call)
    {
        if (call.Input.FormValue("PolicyArn") is not { Length: >= 20 } policy)
        {
            return AwsError.Validation("1 validation error detected: Value at 'policyArn' failed to satisfy constraint: Member must have length greater than or equal to 20");
        }

        var roles = policy.EndsWith("/AWSSupportAccess", StringComparison.Ordinal) ? Posture(call).SupportRoles : [];
        return List(call, "PolicyRoles", roles, static (xml, role) =>
        {
            xml.WriteElementString("RoleName", role);
            xml.WriteElementString("RoleId", "AROA00000000000000000");
        });
    }
}
