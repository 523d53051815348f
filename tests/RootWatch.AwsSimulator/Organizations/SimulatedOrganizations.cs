using RootWatch.AwsSimulator.Fleet;
using RootWatch.AwsSimulator.Posture;

namespace RootWatch.AwsSimulator.Organizations;

/// <param name="Members">The management account first.</param>
internal sealed record SimulatedOrganization(string Id, string RootId, string ManagementAccountId, IReadOnlyList<FleetAccount> Members);

/// <summary>Each tenant has an organization; its first account manages it. An account may be set to be outside.</summary>
internal sealed class SimulatedOrganizations(SimulatedFleet fleet, Postures postures, Seed seed)
{
    /// <summary>True for the organization's management account and for its delegates.</summary>
    public bool IsTrusted(SimulatedOrganization organization, string accountId, DateTimeOffset now) =>
        organization.ManagementAccountId == accountId || (postures.Of(accountId, now).IsOrganizationDelegate && organization.Members.Any(member => member.Id == accountId));

    /// <summary>Null: the account is in none.</summary>
    public SimulatedOrganization? Of(string accountId, DateTimeOffset now)
    {
        if (fleet.Find(accountId) is not { } account || !postures.Of(accountId, now).InOrganization)
        {
            return null;
        }

        var members = fleet.Tenants.First(tenant => tenant.Id == account.TenantId).Accounts.Where(member => postures.Of(member.Id, now).InOrganization).ToList();
        const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";
        return new SimulatedOrganization(
            "o-" + seed.Text(Alphabet, 10, "organization", account.TenantId), "r-" + seed.Text(Alphabet, 4, "organization-root", account.TenantId), members[0].Id, members);
    }
}
