using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Organizations;

internal sealed class ListOrganizationalUnitsForParent : OrganizationsOperation
{
    public override string Name => "ListOrganizationalUnitsForParent";

    protected override AwsAnswer Invoke(AwsCall call, SimulatedOrganization organization) =>
        JsonText.OfString(call.Input.Json, "ParentId") is { } parent && organization.IsParent(parent)
            ? List(call, "OrganizationalUnits", [.. organization.Units.Where(unit => unit.ParentId == parent)], 20, (json, unit) =>
            {
                json.WriteString("Id", unit.Id);
                json.WriteString("Arn", $"arn:aws:organizations::{organization.ManagementAccountId}:ou/{organization.Id}/{unit.Id}");
                json.WriteString("Name"u8, unit.Name);
            })
            : AwsError.OfService("ParentNotFoundException", "You provided a parent that doesn't exist.");
}
