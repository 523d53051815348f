using Orleans.Concurrency;

namespace RootWatch.Server.Tenants;

/// <summary>Watches what the accounts of a tenant have in common. Key: the tenant id.</summary>
[Alias("rootwatch.ITenantGrain")]
internal interface ITenantGrain : IGrainWithStringKey
{
    /// <summary>Reads what is new in the tenant's log, and tells there what follows from it.</summary>
    [Alias("Look")]
    Task Look();

    /// <summary>Tells of accounts whose watch stands still, and of those that were told of and go on. Safe to repeat; an exception says that it is to be repeated.</summary>
    [Alias("Attend")]
    Task Attend(IReadOnlyList<UnattendedAccount> unattended, IReadOnlyList<string> attended);
}

/// <summary>As a patrol found it.</summary>
/// <param name="Cause">Of <see cref="Detection.Tenants.Unattended"/>.</param>
[GenerateSerializer, Immutable, Alias("rootwatch.UnattendedAccount")]
internal sealed record UnattendedAccount([property: Id(0)] string AccountId, [property: Id(1)] DateTimeOffset Since, [property: Id(2)] string Cause);
