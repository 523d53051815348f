using System.Text.Json;
using RootWatch.AwsSimulator.Fleet;
using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.Organizations;

internal sealed class ListAccounts : OrganizationsOperation
{
    public override string Name => "ListAccounts";

    protected override AwsAnswer Invoke(AwsCall call, SimulatedOrganization organization) =>
        List(call, "Accounts", organization.Members, 20, (json, account) => Write(json, call, organization, account));

    public static void Write(Utf8JsonWriter json, AwsCall call, SimulatedOrganization organization, FleetAccount account)
    {
        var posture = call.Simulator.Postures.Of(account.Id, call.Now);
        json.WriteString("Id", account.Id);
        json.WriteString("Arn", $"arn:aws:organizations::{organization.ManagementAccountId}:account/{organization.Id}/{account.Id}");
        json.WriteString("Email", posture.PrimaryEmail);
        json.WriteString("Name"u8, account.Name);
        // The older word has no CLOSED and no PENDING_ACTIVATION.
        json.WriteString("Status", posture.AccountState switch { "CLOSED" => "SUSPENDED", "PENDING_ACTIVATION" => "ACTIVE", var state => state });
        json.WriteString("State", posture.AccountState);
        json.WriteString("JoinedMethod", "CREATED");
        JsonTime.Write(json, "JoinedTimestamp", call.Simulator.StartedAt.AddDays(-500));
    }
}
