using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Organizations;

internal sealed class ListAccounts : OrganizationsOperation
{
    public override string Name => "ListAccounts";

    protected override AwsAnswer Invoke(AwsCall call, SimulatedOrganization organization) =>
        List(call, "Accounts", organization.Members, 20, (json, account) =>
        {
            json.WriteString("Id", account.Id);
            json.WriteString("Arn", $"arn:aws:organizations::{organization.ManagementAccountId}:account/{organization.Id}/{account.Id}");
            json.WriteString("Email", call.Simulator.Postures.Of(account.Id, call.Now).PrimaryEmail);
            json.WriteString("Name"u8, account.Name);
            json.WriteString("Status", "ACTIVE");
            json.WriteString("State", "ACTIVE");
            json.WriteString("JoinedMethod", "CREATED");
            JsonTime.Write(json, "JoinedTimestamp", call.Simulator.StartedAt.AddDays(-500));
        });
}
