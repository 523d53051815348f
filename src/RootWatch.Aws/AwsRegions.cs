namespace RootWatch.Aws;

/// <summary>The regions and partitions that exist, as a table.</summary>
public static class AwsRegions
{
    /// <summary>True if the region is in the table.</summary>
    public static bool IsKnown(string region) => throw new NotImplementedException();

    /// <summary>The partition of a region: <c>aws</c>, <c>aws-cn</c>, <c>aws-us-gov</c>, ... Null if unknown.</summary>
    public static string? PartitionOf(string region) => throw new NotImplementedException();

    /// <summary>Region where root sign-ins and the events of global services land: <c>us-east-1</c> in <c>aws</c>.</summary>
    public static string HomeRegionOf(string partition) => throw new NotImplementedException();

    /// <summary>All regions of the table.</summary>
    public static IReadOnlyCollection<string> All => throw new NotImplementedException();

    /// <summary>The known region nearest in spelling, for an error message; null if none is near.</summary>
    public static string? Suggest(string region) => throw new NotImplementedException();
}
