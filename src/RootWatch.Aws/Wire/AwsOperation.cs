namespace RootWatch.Aws.Wire;

/// <summary>How a service spells its requests.</summary>
internal enum AwsProtocol
{
    /// <summary>POST / with the operation in <c>X-Amz-Target</c>.</summary>
    Json11,

    /// <summary>The operation is the path.</summary>
    RestJson,

    /// <summary>POST / of a form that names the operation; the answer is XML.</summary>
    Query,

    /// <summary>S3's: GET of a path, the operation is the query; the answer is XML.</summary>
    RestXml,
}

/// <summary>Where in a partition a service answers.</summary>
internal enum AwsPlacement
{
    /// <summary>In every region, each for itself.</summary>
    Regional,

    /// <summary>In the partition's Account region only, whatever region was asked for.</summary>
    AccountRegion,

    /// <summary>Once in a partition, under a name without a region or with the home's, and signed for the home region.</summary>
    PartitionIam,

    /// <summary>In the partition's Organizations region only, whatever region was asked for.</summary>
    OrganizationsRegion,
}

/// <summary>A service: one line in the file of its client.</summary>
/// <param name="Name">Signing name and first label of the host name.</param>
/// <param name="Protocol">How requests are spelled.</param>
/// <param name="Placement">Where it answers.</param>
/// <param name="TargetPrefix">Of <c>X-Amz-Target</c>, for <see cref="AwsProtocol.Json11"/>.</param>
/// <param name="Version">Of the API, for <see cref="AwsProtocol.Query"/>.</param>
internal sealed record AwsService(string Name, AwsProtocol Protocol, AwsPlacement Placement, string? TargetPrefix = null, string? Version = null)
{
    public AwsOperation Operation(string name, string path = "/") =>
        new(this, name, path, Protocol == AwsProtocol.Json11 ? $"{TargetPrefix}.{name}" : null);

    /// <summary>An operation that is asked with GET: all that it takes stands in its address.</summary>
    public AwsOperation GetOperation(string name, string path) => Operation(name, path) with { IsGet = true };
}

/// <summary>An operation. These values, taken together, are the list of calls that we can make.</summary>
internal sealed record AwsOperation(AwsService Service, string Name, string Path, string? Target)
{
    public bool IsGet { get; init; }

    /// <summary>The caller keeps to AWS's limit of calls a second, so each attempt has to be its own.</summary>
    public bool IsPacedByCaller { get; init; }

    /// <summary>What a policy has to allow: <c>iam:GetAccountSummary</c>.</summary>
    public string Permission => $"{Service.Name}:{Name}";

    public string ContentType => Service.Protocol switch
    {
        AwsProtocol.Json11 => "application/x-amz-json-1.1",
        AwsProtocol.Query => "application/x-www-form-urlencoded",
        _ => "application/json",
    };
}
