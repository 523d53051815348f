using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Organizations;

internal sealed class ListParents : OrganizationsOperation
{
    public override string Name => "ListParents";

    protected override AwsAnswer Invoke(AwsCall call, SimulatedOrganization organization) =>
        organization.ParentIdOf(JsonText.OfString(call.Input.Json, "ChildId")) is { } parent
            ? List<string>(call, "Parents", [parent], 20, (json, id) =>
            {
                json.WriteString("Id", id);
                json.WriteString("Type", id == organization.RootId ? "ROOT" : "ORGANIZATIONAL_UNIT");
            })
            : AwsError.OfService("ChildNotFoundException", "You provided a child that doesn't exist.");
}
