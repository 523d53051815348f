using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Organizations;

internal sealed class ListParents : OrganizationsOperation
{
    public override string Name => "ListParents";

    /// <summary>Every account hangs at the root itself.</summary>
    protected override AwsAnswer Invoke(AwsCall call, SimulatedOrganization organization) =>
        JsonText.OfString(call.Input.Json, "ChildId") is { } child && organization.Members.Any(member => member.Id == child)
            ? List<string>(call, "Parents", [organization.RootId], 20, static (json, id) =>
            {
                json.WriteString("Id", id);
                json.WriteString("Type", "ROOT");
            })
            : AwsError.OfService("ChildNotFoundException", "You provided a child that doesn't exist.");
}
