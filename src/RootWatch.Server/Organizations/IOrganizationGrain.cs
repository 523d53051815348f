using Orleans.Concurrency;

namespace RootWatch.Server.Organizations;

/// <summary>What is known of an organization's accounts.</summary>
/// <param name="Version">Another one, other accounts or another trouble.</param>
/// <param name="ListedAt">When AWS last told them; null: never.</param>
/// <param name="Trouble">Why the last try failed; empty if it did not.</param>
[GenerateSerializer, Immutable, Alias("rootwatch.OrganizationFindings")]
public sealed record OrganizationFindings(
    [property: Id(0)] string OrganizationId,
    [property: Id(1)] long Version,
    [property: Id(2)] IReadOnlyList<FoundAccount> Accounts,
    [property: Id(3)] DateTimeOffset? ListedAt,
    [property: Id(4)] string Trouble);

/// <summary>Follows one organization: who is in it, who came, who left. Key: the organization's id.</summary>
[Alias("rootwatch.IOrganizationGrain")]
internal interface IOrganizationGrain : IGrainWithStringKey
{
    /// <summary>What is known, and from now on it is asked for regularly, as long as accounts.yaml names it. Waits for nothing.</summary>
    /// <param name="knownVersion">Null is answered if it is still this one; -1: none.</param>
    [AlwaysInterleave, Alias("Follow")]
    Task<OrganizationFindings?> Follow(long knownVersion);

    /// <summary>Asks AWS now. What comes of it is stored before it is answered.</summary>
    /// <param name="acceptedRemovals">So many accounts may be paused at once.</param>
    [Alias("Discover"), ResponseTimeout("00:20:00")]
    Task<OrganizationFindings> Discover(OrganizationRegistration organization, int acceptedRemovals);
}
