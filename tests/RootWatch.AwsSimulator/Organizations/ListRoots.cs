using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Organizations;

internal sealed class ListRoots : OrganizationsOperation
{
    public override string Name => "ListRoots";

    protected override AwsAnswer Invoke(AwsCall call, SimulatedOrganization organization) =>
        List<string>(call, "Roots", [organization.RootId], 20, (json, id) =>
        {
            json.WriteString("Id", id);
            json.WriteString("Arn", $"arn:aws:organizations::{organization.ManagementAccountId}:root/{organization.Id}/{id}");
            json.WriteString("Name"u8, "Root");
            json.WriteStartArray("PolicyTypes");
            json.WriteEndArray();
        });
}
