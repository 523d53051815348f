namespace RootWatch.Aws.Wire;

/// <summary>How a service spells its requests.</summary>
internal enum AwsProtocol
{
    /// <summary>POST / with the operation in <c>X-Amz-Target</c>.</summary>
    Json11,

    /// <summary>The operation is the path.</summary>
    RestJson,
}

/// <summary>Where in a partition a service answers.</summary>
internal enum AwsPlacement
{
    /// <summary>In every region, each for itself.</summary>
    Regional,

    /// <summary>In the partition's Account region only, whatever region was asked for.</summary>
    AccountRegion,
}

/// <summary>A service: one line in the file of its client.</summary>
/// <param name="Name">Signing name and first label of the host name.</param>
/// <param name="Protocol">How requests are spelled.</param>
/// <param name="Placement">Where it answers.</param>
/// <param name="TargetPrefix">Of <c>X-Amz-Target</c>, for <see cref="AwsProtocol.Json11"/>.</param>
internal sealed record AwsService(string Name, AwsProtocol Protocol, AwsPlacement Placement, string? TargetPrefix = null)
{
    public AwsOperation Operation(string name, string path = "/") =>
        new(this, name, path, Protocol == AwsProtocol.Json11 ? $"{TargetPrefix}.{name}" : null);
}

/// <summary>An operation. These values, taken together, are the list of calls that we can make.</summary>
internal sealed record AwsOperation(AwsService Service, string Name, string Path, string? Target)
{
    public string ContentType => Service.Protocol == AwsProtocol.Json11 ? "application/x-amz-json-1.1" : "application/json";
}
