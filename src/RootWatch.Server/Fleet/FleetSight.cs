using Orleans.Concurrency;

namespace RootWatch.Server.Fleet;

/// <summary>How one patrol finds its share of the fleet.</summary>
/// <param name="RoundAge">Since its last round ended; null: none has.</param>
[GenerateSerializer, Immutable, Alias("rootwatch.ShareSight")]
internal sealed record ShareSight([property: Id(0)] int Accounts, [property: Id(1)] int Seen, [property: Id(2)] TimeSpan? RoundAge);

/// <summary>How the fleet is seen as a whole. Pure.</summary>
/// <param name="PatrolTrouble">Why the patrols cannot vouch for the rest; null if they can.</param>
internal sealed record FleetSight(int Accounts, int Seen, string? PatrolTrouble)
{
    /// <summary>A round of the patrols is due every ten seconds, and takes longer where accounts do not answer.</summary>
    public static readonly TimeSpan RoundAgeMax = TimeSpan.FromMinutes(3);

    /// <param name="shares">Of all patrols; null from one that did not answer.</param>
    public static FleetSight Of(IReadOnlyList<ShareSight?> shares)
    {
        int silent = shares.Count(share => share is null);
        int idle = shares.Count(share => share is not null && !(share.RoundAge <= RoundAgeMax));
        return new FleetSight(
            shares.Sum(share => share?.Accounts ?? 0),
            shares.Sum(share => share?.Seen ?? 0),
            silent > 0 ? $"{silent} of {shares.Count} patrols do not answer"
                : idle > 0 ? $"{idle} of {shares.Count} patrols have ended no round for {RoundAgeMax.TotalMinutes:0} minutes"
                : null);
    }

    public double SeenShare => Accounts == 0 ? 0 : (double)Seen / Accounts;
}
