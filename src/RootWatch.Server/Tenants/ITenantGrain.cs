namespace RootWatch.Server.Tenants;

/// <summary>Watches what the accounts of a tenant have in common. Key: the tenant id.</summary>
[Alias("rootwatch.ITenantGrain")]
internal interface ITenantGrain : IGrainWithStringKey
{
    /// <summary>Reads what is new in the tenant's log, and tells there what follows from it.</summary>
    [Alias("Look")]
    Task Look();
}
