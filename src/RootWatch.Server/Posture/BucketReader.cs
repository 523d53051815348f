using RootWatch.Aws;
using RootWatch.Aws.S3;
using RootWatch.Detection.Posture;

namespace RootWatch.Server.Posture;

/// <summary>Whether a trail's bucket is open to the world. A bucket of another account is told to its owner only.</summary>
internal static class BucketReader
{
    private static readonly string[] OpenGroups =
        ["http://acs.amazonaws.com/groups/global/AllUsers", "http://acs.amazonaws.com/groups/global/AuthenticatedUsers"];

    public static async Task<Fact<BucketAccess>> Read(PostureCalls calls, TrailFacts trail, string home, Fact<BucketAccess>? before, CancellationToken stop)
    {
        if (trail.Bucket is not { Length: > 0 } bucket)
        {
            return Fact.NotAsked<BucketAccess>();
        }

        if (calls.IsDenied(before))
        {
            return before!;
        }

        string region = trail.HomeRegion.Length > 0 ? trail.HomeRegion : home;
        var shut = await Shut(calls, bucket, region, stop);
        if (shut.Failure is { Code: "PermanentRedirect" or "AuthorizationHeaderMalformed" or "IllegalLocationConstraintException" })
        {
            // It lives in another region than its trail.
            var (found, failure) = await calls.Ask((session, token) => calls.Clients.S3.GetBucketLocationAsync(bucket, session, home, token), stop);
            if (failure is not null)
            {
                return calls.FactOf<GetBucketLocationResponse, BucketAccess>((null, failure), before, static _ => null);
            }

            region = found!.Region;
            shut = await Shut(calls, bucket, region, stop);
        }

        return calls.FactOf(await IsPublic(calls, bucket, region, shut, stop), before, access => access);
    }

    private static Task<(GetBucketPublicAccessBlockResponse? Value, AwsFailure? Failure)> Shut(PostureCalls calls, string bucket, string region, CancellationToken stop) =>
        calls.Ask((session, token) => calls.Clients.S3.GetBucketPublicAccessBlockAsync(bucket, session, region, token), stop);

    /// <summary>Asks for its policy and its access control list only where nothing shuts out what they might let in.</summary>
    private static async Task<(BucketAccess? Value, AwsFailure? Failure)> IsPublic(
        PostureCalls calls, string bucket, string region, (GetBucketPublicAccessBlockResponse? Value, AwsFailure? Failure) shut, CancellationToken stop)
    {
        if (shut.Value is not { } block)
        {
            return (null, shut.Failure);
        }

        if (!block.RestrictPublicBuckets)
        {
            var (policy, failure) = await calls.Ask((session, token) => calls.Clients.S3.GetBucketPolicyStatusAsync(bucket, session, region, token), stop);
            if (policy is not { IsPublic: false })
            {
                return (policy is null ? null : new BucketAccess(true), failure);
            }
        }

        if (!block.IgnorePublicAcls)
        {
            var (acl, failure) = await calls.Ask((session, token) => calls.Clients.S3.GetBucketAclAsync(bucket, session, region, token), stop);
            return acl is null ? (null, failure) : (new BucketAccess(acl.GranteeGroups.Any(OpenGroups.Contains)), null);
        }

        return (new BucketAccess(false), null);
    }
}
