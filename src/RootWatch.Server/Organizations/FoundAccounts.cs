using RootWatch.Server.Accounts;
using RootWatch.Server.Fleet;

namespace RootWatch.Server.Organizations;

/// <summary>accounts.yaml and what was found in its organizations, as one roster. accounts.yaml wins; of two organizations the first does.</summary>
internal static class FoundAccounts
{
    public static Roster AddTo(Roster file, IReadOnlyDictionary<string, OrganizationFindings> findings)
    {
        if (file.Organizations.Count == 0)
        {
            return file;
        }

        Dictionary<string, AccountRegistration> accounts = new(file.Accounts, StringComparer.Ordinal);
        Dictionary<string, PausedAccount> paused = new(StringComparer.Ordinal);
        Dictionary<string, string> through = new(StringComparer.Ordinal);
        HashSet<string> tenants = file.Tenants.Select(tenant => tenant.TenantId).ToHashSet(StringComparer.Ordinal);
        foreach (OrganizationRegistration organization in file.Organizations)
        {
            foreach (FoundAccount found in findings.GetValueOrDefault(organization.OrganizationId)?.Accounts ?? [])
            {
                // What accounts.yaml says by now is not to wait for the next reading.
                string tenant = organization.TenantTag is not null && tenants.Contains(found.TenantId) ? found.TenantId : organization.TenantId;
                AccountRegistration account = organization.Account(found.AccountId, found.Name, tenant);
                if (found.IsWatched && accounts.TryAdd(found.AccountId, account))
                {
                    through[found.AccountId] = organization.OrganizationId;
                }
                else if (found.State == FoundState.Paused && paused.TryAdd(found.AccountId, new PausedAccount(account, found.Reason, found.Since)))
                {
                    through.TryAdd(found.AccountId, organization.OrganizationId);
                }
            }
        }

        foreach (string watched in paused.Keys.Where(accounts.ContainsKey).ToArray())
        {
            paused.Remove(watched);
        }

        return new Roster(file.Tenants, accounts) { Organizations = file.Organizations, Paused = paused, FoundThrough = through };
    }
}
