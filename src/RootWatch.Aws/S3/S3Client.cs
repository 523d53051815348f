using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;
using RootWatch.Aws.Wire;

namespace RootWatch.Aws.S3;

/// <param name="Region">Where the bucket lives.</param>
public sealed record GetBucketLocationResponse(string Region);

/// <summary>What the bucket's own settings shut out; all false where it has none.</summary>
/// <param name="IgnorePublicAcls">Grants to everybody in its access control list have no effect.</param>
/// <param name="RestrictPublicBuckets">A policy that is public lets in nobody but AWS services and the bucket's account.</param>
public sealed record GetBucketPublicAccessBlockResponse(bool IgnorePublicAcls, bool RestrictPublicBuckets);

/// <param name="IsPublic">By its policy, as S3 judges it; false without a policy.</param>
public sealed record GetBucketPolicyStatusResponse(bool IsPublic);

/// <param name="GranteeGroups">URIs of the groups that the access control list lets in.</param>
public sealed record GetBucketAclResponse(IReadOnlyList<string> GranteeGroups);

/// <summary>Who may read a bucket. Each <c>region</c> is the bucket's own, but for <see cref="GetBucketLocationAsync"/>.</summary>
public sealed partial class S3Client
{
    internal static readonly AwsService Service = new("s3", AwsProtocol.RestXml, AwsPlacement.Regional);

    private static readonly AwsOperation GetBucketLocation = Service.GetOperation("GetBucketLocation", "/");
    private static readonly AwsOperation GetBucketPublicAccessBlock = Service.GetOperation("GetBucketPublicAccessBlock", "/");
    private static readonly AwsOperation GetBucketPolicyStatus = Service.GetOperation("GetBucketPolicyStatus", "/");
    private static readonly AwsOperation GetBucketAcl = Service.GetOperation("GetBucketAcl", "/");

    private readonly AwsWire _wire;

    internal S3Client(AwsWire wire) => _wire = wire;

    /// <summary>S3 answers this in any region of the partition.</summary>
    public Task<AwsOutcome<GetBucketLocationResponse>> GetBucketLocationAsync(string bucket, AwsSession session, string region, CancellationToken cancellationToken) =>
        GetAsync(GetBucketLocation, bucket, "location", session, region, "LocationConstraint", answer => new GetBucketLocationResponse(answer.Value switch
        {
            // Buckets of the first region have no location, and old ones of the second one of another name: S3's API reference.
            "" => "us-east-1",
            "EU" => "eu-west-1",
            var named => named,
        }), cancellationToken);

    public async Task<AwsOutcome<GetBucketPublicAccessBlockResponse>> GetBucketPublicAccessBlockAsync(string bucket, AwsSession session, string region, CancellationToken cancellationToken) =>
        (await GetAsync(GetBucketPublicAccessBlock, bucket, "publicAccessBlock", session, region, "PublicAccessBlockConfiguration",
            answer => new GetBucketPublicAccessBlockResponse(IsTrue(answer, "IgnorePublicAcls"), IsTrue(answer, "RestrictPublicBuckets")), cancellationToken))
        .Or(new(false, false), "NoSuchPublicAccessBlockConfiguration");

    public async Task<AwsOutcome<GetBucketPolicyStatusResponse>> GetBucketPolicyStatusAsync(string bucket, AwsSession session, string region, CancellationToken cancellationToken) =>
        (await GetAsync(GetBucketPolicyStatus, bucket, "policyStatus", session, region, "PolicyStatus",
            answer => answer.Child("IsPublic") is null ? null : new GetBucketPolicyStatusResponse(IsTrue(answer, "IsPublic")), cancellationToken))
        .Or(new(false), "NoSuchBucketPolicy");

    public Task<AwsOutcome<GetBucketAclResponse>> GetBucketAclAsync(string bucket, AwsSession session, string region, CancellationToken cancellationToken) =>
        GetAsync(GetBucketAcl, bucket, "acl", session, region, "AccessControlPolicy",
            answer => answer.Child("AccessControlList") is { } list
                ? new GetBucketAclResponse([.. list.Descendants().Where(element => element.Name.LocalName == "URI").Select(element => element.Value)])
                : null,
            cancellationToken);

    /// <param name="root">Element that every answer of the operation is.</param>
    /// <param name="read">Null for an answer that lacks what it must have.</param>
    private Task<AwsOutcome<T>> GetAsync<T>(
        AwsOperation operation, string bucket, string query, AwsSession session, string region, string root, Func<XElement, T?> read, CancellationToken cancellationToken)
        where T : class
    {
        if (!BucketName().IsMatch(bucket))
        {
            // The name comes from a trail's settings and becomes part of an address.
            return Task.FromResult(AwsOutcome<T>.Failed(new AwsCall(Service.Name, operation.Name, region).Fail(AwsFailureReason.Rejected, "that is no name of a bucket.")));
        }

        return _wire.GetXmlAsync(operation, session, region, $"/{bucket}", [new(query, "")], async reader =>
        {
            await reader.MoveToContentAsync();
            return reader.LocalName == root ? read(await XElement.LoadAsync(reader, LoadOptions.None, CancellationToken.None)) : null;
        }, cancellationToken);
    }

    private static bool IsTrue(XElement element, string name) => string.Equals(element.Text(name)?.Trim(), "true", StringComparison.OrdinalIgnoreCase);

    // Buckets of the first years may have capitals and underscores: S3's rules for names.
    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant)]
    private static partial Regex BucketName();
}
