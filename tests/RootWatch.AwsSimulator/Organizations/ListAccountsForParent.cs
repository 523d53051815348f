using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Organizations;

internal sealed class ListAccountsForParent : OrganizationsOperation
{
    public override string Name => "ListAccountsForParent";

    /// <summary>Those in it itself, not those further down.</summary>
    protected override AwsAnswer Invoke(AwsCall call, SimulatedOrganization organization) =>
        JsonText.OfString(call.Input.Json, "ParentId") is { } parent && organization.IsParent(parent)
            ? List(call, "Accounts", [.. organization.Members.Where(member => organization.HolderOf(member.Id) == parent)], 20,
                (json, account) => ListAccounts.Write(json, call, organization, account))
            : AwsError.OfService("ParentNotFoundException", "You provided a parent that doesn't exist.");
}
