using RootWatch.Detection.Settings;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Fleet;

/// <summary>A tenant as accounts.yaml names it.</summary>
public sealed record TenantRegistration(string TenantId, string Name)
{
    public DetectionSettings Settings { get; init; } = DetectionSettings.Default;
}

/// <summary>One reading of accounts.yaml, valid as a whole.</summary>
public sealed record Roster(
    IReadOnlyList<TenantRegistration> Tenants,
    IReadOnlyDictionary<string, AccountRegistration> Accounts)
{
    private readonly Dictionary<string, DetectionSettings> _settings = Tenants
        .GroupBy(tenant => tenant.TenantId).ToDictionary(tenant => tenant.Key, tenant => tenant.First().Settings, StringComparer.Ordinal);

    private readonly Dictionary<string, int> _counts = Accounts.Values.CountBy(account => account.TenantId, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);

    /// <summary>How many accounts the tenant has.</summary>
    public int CountOf(string tenantId) => _counts.GetValueOrDefault(tenantId);

    public DetectionSettings SettingsOf(string tenantId) => _settings.GetValueOrDefault(tenantId, DetectionSettings.Default);

    public static Roster Empty { get; } = new([], new Dictionary<string, AccountRegistration>());
}

/// <summary>The roster in force on this silo; replaced as a whole when the file changes and is valid.</summary>
public sealed class CurrentRoster
{
    private Roster _roster = Roster.Empty;

    public Roster Value => Volatile.Read(ref _roster);

    public event Action<Roster>? Changed;

    public void Replace(Roster roster)
    {
        Volatile.Write(ref _roster, roster);
        Changed?.Invoke(roster);
    }
}
