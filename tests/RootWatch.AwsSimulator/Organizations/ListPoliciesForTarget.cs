using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Organizations;

internal sealed class ListPoliciesForTarget : OrganizationsOperation
{
    public override string Name => "ListPoliciesForTarget";

    private const string FullAccess = "p-FullAWSAccess";

    protected override AwsAnswer Invoke(AwsCall call, SimulatedOrganization organization)
    {
        var target = JsonText.OfString(call.Input.Json, "TargetId");
        if (JsonText.OfString(call.Input.Json, "Filter") != "SERVICE_CONTROL_POLICY")
        {
            return AwsError.OfService("InvalidInputException", "Filter must be SERVICE_CONTROL_POLICY here");
        }

        if (!organization.IsParent(target) && !organization.IsMember(target))
        {
            return AwsError.OfService("TargetNotFoundException", "You provided a target that doesn't exist.");
        }

        var count = target == organization.RootId ? call.Simulator.Postures.Of(organization.ManagementAccountId, call.Now).ServiceControlPolicies.Count : 0;
        List<string> ids = [FullAccess, .. Enumerable.Range(0, count).Select(DescribePolicy.IdOf)];
        return List(call, "Policies", ids, 20, static (json, id) =>
        {
            json.WriteString("Id", id);
            json.WriteString("Arn", $"arn:aws:organizations::aws:policy/service_control_policy/{id}");
            json.WriteString("Name"u8, id);
            json.WriteString("Type", "SERVICE_CONTROL_POLICY");
            json.WriteBoolean("AwsManaged", id == FullAccess);
        });
    }
}
