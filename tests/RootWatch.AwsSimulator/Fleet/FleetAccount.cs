namespace RootWatch.AwsSimulator.Fleet;

/// <summary>A tenant of the fleet, as accounts.yaml names it.</summary>
public sealed record FleetTenant(string Id, string Name, IReadOnlyList<FleetAccount> Accounts);

/// <summary>One watched account: its role trusts the watching party, and only with this external id.</summary>
public sealed record FleetAccount(string Id, string TenantId, string Name, string ExternalId)
{
    public const string RoleName = "RootWatch";

    public string RoleArn => $"arn:aws:iam::{Id}:role/{RoleName}";
}
