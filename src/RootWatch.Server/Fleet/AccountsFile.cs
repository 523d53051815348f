using RootWatch.Detection.Files;
using RootWatch.Detection.Settings;
using RootWatch.Detection.Sigma;
using RootWatch.Detection.Tenants;
using RootWatch.Server.Accounts;
using RootWatch.Server.Files;
using RootWatch.Server.Organizations;

namespace RootWatch.Server.Fleet;

/// <summary>What one look at accounts.yaml gave: a roster, or all the mistakes in it.</summary>
/// <param name="Roster">Null if there is any mistake: a roster is valid as a whole.</param>
/// <param name="FilesRead">The file and every externalIdFile it names: a change of any of them is a change of the roster.</param>
internal sealed record AccountsReading(Roster? Roster, Mistakes Mistakes, IReadOnlyList<string> FilesRead);

/// <summary>Reads accounts.yaml: tenants, and in each its accounts, its organizations and what it has set about its rules.</summary>
internal static class AccountsFile
{
    // 100,000 accounts take about 25 MiB.
    private const long LengthMax = 64L * 1024 * 1024;

    private static readonly string[] FileKeys = ["tenants"];

    /// <param name="sigma">The user's own rules, of which a tenant may have set something.</param>
    public static AccountsReading Read(string path, SigmaRules sigma)
    {
        Mistakes mistakes = new();
        List<string> filesRead = [path];
        byte[]? content = FileContent.Read(path, LengthMax, "accounts", "name the file with --accounts PATH", mistakes);
        if (content is null)
        {
            return new AccountsReading(null, mistakes, filesRead);
        }

        return Read(path, content, sigma, mistakes, filesRead);
    }

    /// <summary>The same of what the file holds.</summary>
    public static AccountsReading Read(string path, byte[] content, SigmaRules sigma) => Read(path, content, sigma, new Mistakes(), [path]);

    private static AccountsReading Read(string path, byte[] content, SigmaRules sigma, Mistakes mistakes, List<string> filesRead)
    {
        Reading reading = new(path, sigma, mistakes, filesRead);
        reading.File(StrictYaml.Read(path, content, mistakes));
        return new AccountsReading(mistakes.Any ? null : reading.Roster, mistakes, filesRead);
    }

    private sealed class Reading(string file, SigmaRules sigma, Mistakes mistakes, List<string> filesRead)
    {
        private readonly List<TenantRegistration> _tenants = [];
        private readonly Dictionary<string, AccountRegistration> _accounts = new(StringComparer.Ordinal);
        private readonly Dictionary<string, YamlText> _tenantIds = new(StringComparer.OrdinalIgnoreCase);
        private readonly Dictionary<string, (YamlText Id, string TenantId)> _accountIds = new(StringComparer.Ordinal);

        private readonly List<OrganizationRegistration> _organizations = [];
        private readonly Dictionary<string, YamlText> _organizationIds = new(StringComparer.Ordinal);

        public Roster Roster => new(_tenants, _accounts) { Organizations = _organizations };

        public void File(YamlNode? root)
        {
            if (root is null or YamlText { IsNull: true })
            {
                if (!mistakes.Any)
                {
                    mistakes.Add(file, "the file is empty; it must list tenants and their accounts");
                }

                return;
            }

            if (YamlFields.Of(file, root, "the file", FileKeys, mistakes) is not { } fields)
            {
                return;
            }

            if (!fields.Has("tenants"))
            {
                mistakes.Add(file, "there is no 'tenants'; it must list tenants and their accounts");
                return;
            }

            if (fields.List("tenants", "tenants") is not { } tenants)
            {
                return;
            }

            foreach (YamlNode tenant in tenants.Items)
            {
                Tenant(tenant);
            }

            // A file cut short by a full disk must not stop all watching, so an empty fleet is a mistake, too.
            if (_accountIds.Count == 0 && _organizationIds.Count == 0 && !mistakes.Any)
            {
                mistakes.Add(StrictYaml.Place(file, tenants), "no account and no organization is listed, so nothing would be watched");
            }
        }

        private void Tenant(YamlNode node)
        {
            if (YamlFields.Of(file, node, "a tenant", SettingsReader.TenantKeys, mistakes) is not { } fields)
            {
                return;
            }

            string tenantId = "";
            if (fields.RequiredText("id", "the tenant") is { } id)
            {
                tenantId = id.Value;
                if (!TenantId.IsValid(id.Value))
                {
                    mistakes.Add(StrictYaml.Place(file, id), $"{Mistakes.Shown(id.Value)} cannot be a tenant id: {TenantId.Rule}");
                }
                else if (!_tenantIds.TryAdd(id.Value, id))
                {
                    mistakes.Add(StrictYaml.Place(file, id), $"the tenant {Mistakes.Shown(id.Value)} stands already in line {_tenantIds[id.Value].Line}");
                }
            }

            string name = AccountEntry.Name(file, fields, mistakes) ?? tenantId;
            _tenants.Add(new TenantRegistration(tenantId, name) { Settings = SettingsReader.Read(file, fields, sigma, mistakes) });
            if (!fields.Has("accounts") && !fields.Has("organizations"))
            {
                mistakes.Add(fields.Place, $"the tenant {Mistakes.Shown(tenantId)} has no 'accounts'; it must list at least one, or 'organizations'");
            }

            foreach (YamlNode account in fields.List("accounts", "accounts")?.Items ?? [])
            {
                Account(tenantId, account);
            }

            foreach (YamlNode organization in fields.List("organizations", "organizations")?.Items ?? [])
            {
                Organization(tenantId, organization);
            }
        }

        private void Organization(string tenantId, YamlNode node)
        {
            (YamlText? id, OrganizationRegistration? registration) = OrganizationEntry.Read(file, tenantId, node, mistakes, filesRead);
            if (id is null)
            {
                return;
            }

            if (!_organizationIds.TryAdd(id.Value, id))
            {
                mistakes.Add(StrictYaml.Place(file, id), $"the organization {id.Value} stands already in line {_organizationIds[id.Value].Line}");
            }
            else if (registration is not null)
            {
                _organizations.Add(registration);
            }
        }

        private void Account(string tenantId, YamlNode node)
        {
            (YamlText? id, AccountRegistration? registration) = AccountEntry.Read(file, tenantId, node, mistakes, filesRead);
            if (id is null)
            {
                return;
            }

            if (!_accountIds.TryAdd(id.Value, (id, tenantId)))
            {
                (YamlText first, string owner) = _accountIds[id.Value];
                mistakes.Add(StrictYaml.Place(file, id),
                    $"the account {id.Value} stands already in line {first.Line} (tenant {Mistakes.Shown(owner)}); an account has one owner");
            }
            else if (registration is not null)
            {
                _accounts.Add(id.Value, registration);
            }
        }
    }
}
