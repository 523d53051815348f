using System.Security.Cryptography;
using System.Text;
using Orleans.Concurrency;

namespace RootWatch.Server.Fleet;

/// <summary>Keeps a share of the fleet watched. Key: 0 to <see cref="PatrolShards.Count"/> - 1.</summary>
[Alias("rootwatch.IPatrolGrain")]
internal interface IPatrolGrain : IGrainWithIntegerKey
{
    /// <summary>Makes sure that each account of the share is watched, and that none is which left the roster.</summary>
    /// <param name="urgent">False: a round that ended a moment ago will do.</param>
    [Alias("Patrol")]
    Task Patrol(bool urgent);

    /// <summary>How the share is seen now; answered also while a round is under way.</summary>
    [AlwaysInterleave]
    [Alias("Sight")]
    Task<ShareSight> Sight();
}

/// <summary>Which patrol looks after which account and which tenant.</summary>
internal static class PatrolShards
{
    public const int Count = 64;

    /// <summary>Account ids are 12 digits and spread well by themselves.</summary>
    public static int Of(string accountId) => (int)(ulong.Parse(accountId, System.Globalization.CultureInfo.InvariantCulture) % Count);

    /// <summary>The same on each silo.</summary>
    public static int OfTenant(string tenantId) => SHA256.HashData(Encoding.UTF8.GetBytes(tenantId))[0] % Count;
}
