using RootWatch.Detection.Settings;
using RootWatch.Server.Accounts;
using RootWatch.Server.Organizations;

namespace RootWatch.Server.Fleet;

/// <summary>A tenant as accounts.yaml names it.</summary>
public sealed record TenantRegistration(string TenantId, string Name)
{
    public DetectionSettings Settings { get; init; } = DetectionSettings.Default;
}

/// <summary>An account that was watched and is not any more.</summary>
public sealed record PausedAccount(AccountRegistration Account, string Reason, DateTimeOffset Since);

/// <summary>One reading of accounts.yaml, valid as a whole; the one in force has what was found in organizations, too.</summary>
public sealed record Roster(
    IReadOnlyList<TenantRegistration> Tenants,
    IReadOnlyDictionary<string, AccountRegistration> Accounts)
{
    private readonly Dictionary<string, DetectionSettings> _settings = Tenants
        .GroupBy(tenant => tenant.TenantId).ToDictionary(tenant => tenant.Key, tenant => tenant.First().Settings, StringComparer.Ordinal);

    private readonly Dictionary<string, int> _counts = Accounts.Values.CountBy(account => account.TenantId, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    public IReadOnlyList<OrganizationRegistration> Organizations { get; init; } = [];

    /// <summary>By account id; none of them is among the <see cref="Accounts"/>.</summary>
    public IReadOnlyDictionary<string, PausedAccount> Paused { get; init; } = new Dictionary<string, PausedAccount>();

    /// <summary>Through which organization an account was found; those of accounts.yaml are not here.</summary>
    public IReadOnlyDictionary<string, string> FoundThrough { get; init; } = new Dictionary<string, string>();

    /// <summary>How many accounts the tenant has.</summary>
    public int CountOf(string tenantId) => _counts.GetValueOrDefault(tenantId);

    public DetectionSettings SettingsOf(string tenantId) => _settings.GetValueOrDefault(tenantId, DetectionSettings.Default);

    public static Roster Empty { get; } = new([], new Dictionary<string, AccountRegistration>());
}

/// <summary>The roster in force on this silo: accounts.yaml, and what was found in its organizations. Replaced as a whole when either changes.</summary>
public sealed class CurrentRoster
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, OrganizationFindings> _findings = new(StringComparer.Ordinal);
    private Roster _file = Roster.Empty;
    private Roster _roster = Roster.Empty;

    public Roster Value => Volatile.Read(ref _roster);

    /// <summary>What accounts.yaml alone says.</summary>
    public Roster File => Volatile.Read(ref _file);

    public event Action<Roster>? Changed;

    public void Replace(Roster file) => Change(() => Volatile.Write(ref _file, file));

    public void Take(OrganizationFindings findings) => Change(() => _findings[findings.OrganizationId] = findings);

    /// <summary>What is known here of the organization; null: nothing yet.</summary>
    public OrganizationFindings? FindingsOf(string organizationId)
    {
        lock (_lock)
        {
            return _findings.GetValueOrDefault(organizationId);
        }
    }

    private void Change(Action change)
    {
        Roster merged;
        lock (_lock)
        {
            change();
            merged = FoundAccounts.AddTo(_file, _findings);
            Volatile.Write(ref _roster, merged);
        }

        Changed?.Invoke(merged);
    }
}
