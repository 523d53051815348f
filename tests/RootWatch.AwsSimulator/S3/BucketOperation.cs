using RootWatch.AwsSimulator.Posture;
using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.S3;

/// <summary>A question about one bucket. There is one for each account's trail: <c>trail-111122223333</c>.</summary>
internal abstract class BucketOperation : AwsOperation
{
    public override AwsService Service => AwsService.S3;

    public override string Method => "GET";

    public override string Path => "/{Bucket}";

    /// <summary>The subresource that stands in the query and names the operation.</summary>
    public abstract string Subresource { get; }

    /// <summary>S3 answers in every region, whatever region the bucket is in.</summary>
    protected virtual bool IsAnsweredAnywhere => false;

    /// <summary>Far above what anybody asks here; S3 has no limit of its own for these.</summary>
    public override Quota Quota => new(100, 100);

    public override string? Resource(AwsInput input) => $"\"arn:aws:s3:::{input.FormValue("Bucket")}\"";

    public static string NameOf(string account) => $"trail-{account}";

    public override AwsAnswer Invoke(AwsCall call)
    {
        var name = call.Input.FormValue("Bucket")!;
        if (call.Simulator.Fleet.Accounts.FirstOrDefault(account => NameOf(account.Id) == name) is not { } owner)
        {
            return AwsError.OfService("NoSuchBucket", "The specified bucket does not exist", 404);
        }

        var bucket = call.Simulator.Postures.Of(owner.Id, call.Now).TrailBucket;
        return bucket.InAnotherAccount || owner.Id != call.Caller.Account ? AwsError.OfService("AccessDenied", "Access Denied", 403)
            : bucket.Region != call.Region && !IsAnsweredAnywhere
                ? AwsError.OfService("PermanentRedirect", "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.", 301)
            : Invoke(bucket);
    }

    protected abstract AwsAnswer Invoke(SimulatedBucket bucket);
}
