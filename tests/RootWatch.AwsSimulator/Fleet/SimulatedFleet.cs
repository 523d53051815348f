namespace RootWatch.AwsSimulator.Fleet;

/// <summary>The accounts that the simulated AWS knows; all of them follow from the seed.</summary>
internal sealed class SimulatedFleet
{
    private static readonly string[] TenantNames =
        ["Acme GmbH", "Globex Corporation", "Initech LLC", "Umbrella Health", "Hooli Inc.", "Stark Logistics", "Wayne Foods", "Tyrell Optics", "Soylent Agrar AG", "Vandelay Imports"];

    private static readonly string[] AccountNames =
        ["production", "staging", "development", "sandbox", "logging", "backup", "shared-services", "analytics", "payments", "disaster-recovery"];

    private readonly SimulatorOptions _options;
    private readonly Seed _seed;
    private readonly string _watcherAccountId;
    private readonly Lock _adding = new();
    private volatile Population _population;

    private SimulatedFleet(Population population, SimulatorOptions options, Seed seed, string watcherAccountId)
    {
        _population = population;
        _options = options;
        _seed = seed;
        _watcherAccountId = watcherAccountId;
        Regions = [.. CommercialRegions.ByPopularity.Take(options.Regions)];
    }

    public IReadOnlyList<FleetTenant> Tenants => _population.Tenants;

    public IReadOnlyList<FleetAccount> Accounts => _population.Accounts;

    /// <summary>Enabled in every account; us-east-1 first.</summary>
    public IReadOnlyList<string> Regions { get; }

    public static SimulatedFleet Create(SimulatorOptions options, Seed seed, string watcherAccountId)
    {
        var ids = AccountIds(options.Accounts, seed, watcherAccountId);
        var tenantCount = options.Tenants ?? Math.Max(1, options.Accounts / 10);
        var tenants = Enumerable.Range(0, tenantCount).Select(t =>
        {
            var name = t < TenantNames.Length ? TenantNames[t] : $"Customer {t + 1}";
            var tenantId = t < TenantNames.Length ? name.Split(' ')[0].ToLowerInvariant() : $"customer-{t + 1}";
            var accounts = ids
                .Where((_, i) => i % tenantCount == t)
                .Select((id, i) => new FleetAccount(id, tenantId, AccountName(i), ExternalId(options, seed, id)));
            return new FleetTenant(tenantId, name, [.. accounts]);
        });
        return new SimulatedFleet(new Population([.. tenants]), options, seed, watcherAccountId);
    }

    public FleetAccount? Find(string accountId) => _population.ById.GetValueOrDefault(accountId);

    /// <summary>A new account of a tenant, the last of its accounts. Null: there is no such tenant.</summary>
    public FleetAccount? Add(string tenantId, string name)
    {
        lock (_adding)
        {
            if (_population.Tenants.All(tenant => tenant.Id != tenantId))
            {
                return null;
            }

            var id = AccountIds(_population.Accounts.Count + 1, _seed, _watcherAccountId)[^1];
            var account = new FleetAccount(id, tenantId, name, ExternalId(_options, _seed, id));
            _population = new Population([.. _population.Tenants.Select(tenant => tenant.Id == tenantId ? tenant with { Accounts = [.. tenant.Accounts, account] } : tenant)]);
            return account;
        }
    }

    private static string ExternalId(SimulatorOptions options, Seed seed, string id) =>
        options.ExternalIdPrefix is { } prefix ? $"{prefix}-{id}" : seed.Text("0123456789abcdef", 20, "external-id", id);

    /// <summary>Twelve digits, never with a zero in front: records hold the id also as a JSON number.</summary>
    private static List<string> AccountIds(int count, Seed seed, string taken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal) { taken };
        var ids = new List<string>(count);
        for (var i = 0; ids.Count < count; i++)
        {
            var id = seed.Text("123456789", 1, "account-id-head", i) + seed.Text("0123456789", 11, "account-id", i);
            if (seen.Add(id))
            {
                ids.Add(id);
            }
        }

        return ids;
    }

    /// <summary>Who is there at a time; replaced as a whole.</summary>
    private sealed class Population
    {
        public Population(IReadOnlyList<FleetTenant> tenants)
        {
            Tenants = tenants;
            Accounts = [.. tenants.SelectMany(tenant => tenant.Accounts)];
            ById = Accounts.ToDictionary(account => account.Id, StringComparer.Ordinal);
        }

        public IReadOnlyList<FleetTenant> Tenants { get; }

        public IReadOnlyList<FleetAccount> Accounts { get; }

        public IReadOnlyDictionary<string, FleetAccount> ById { get; }
    }

    private static string AccountName(int i) =>
        i < AccountNames.Length ? AccountNames[i] : $"{AccountNames[i % AccountNames.Length]}-{(i / AccountNames.Length) + 1}";
}
