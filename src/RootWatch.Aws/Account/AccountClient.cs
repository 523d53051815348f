namespace RootWatch.Aws.Account;

public sealed record Region(string RegionName, string RegionOptStatus)
{
    /// <summary>True if calls to the region are answered.</summary>
    public bool IsEnabled => RegionOptStatus is "ENABLED" or "ENABLED_BY_DEFAULT";
}

public sealed record ListRegionsResponse(IReadOnlyList<Region> Regions);

public sealed class AccountClient
{
    internal AccountClient() { }

    /// <summary>All regions with their opt-in status; follows every page. <paramref name="region"/> names the partition's home.</summary>
    public Task<AwsOutcome<ListRegionsResponse>> ListRegionsAsync(AwsSession session, string region, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
