using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class TrailBucketTamperedRule() : Rule(
    "RW-D13",
    "Trail bucket tampered",
    Severity.High,
    "T1562.008, T1070",
    "Compare the bucket's policy, lifecycle and versioning with their definition, and look for objects that are gone. LookupEvents still shows management events of 90 days.",
    RuleTouch.Guards,
    falsePositives: "A lifecycle for old logs that was agreed; the set-up of a new trail.")
{
    private const string S3 = "s3.amazonaws.com";

    private static readonly string[] Tampering =
        ["PutBucketPolicy", "DeleteBucketPolicy", "PutBucketLifecycle", "PutBucketLifecycleConfiguration", "PutBucketVersioning", "DeleteBucket"];

    public override RuleReach Reach { get; } = RuleReach.Anyone(S3, Tampering).Or(RuleReach.Anyone(Trail.Source, "CreateTrail", "UpdateTrail"));

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        if (!Tampering.Any(name => e.Is(S3, name)) || !IsTrails(e, facts.Before) || OnlyProtects(e))
        {
            return null;
        }

        var bucket = ShownText.Of(e.Parameter("bucketName"), 64);
        return Found(e, $"tampered with the trail's bucket {bucket} with {ShownCall.Of(e)}", $"tried to tamper with the trail's bucket {bucket} with {ShownCall.Of(e)}");
    }

    public override WatchState Remember(WatchState state, CloudTrailEvent e, RuleFacts facts)
    {
        if (!e.Succeeded || e.EventTime is not { } time || !(e.Is(Trail.Source, "CreateTrail") || e.Is(Trail.Source, "UpdateTrail")))
        {
            return state;
        }

        var bucket = e.Parameter("s3BucketName");
        var known = state.TrailBuckets.FirstOrDefault(other => other.Name == bucket);
        return bucket.Length is 0 or > NameCharsMax || known?.FirstSeen <= time
            ? state
            : state with { TrailBuckets = [.. state.TrailBuckets.Where(other => other != known).TakeLast(WatchState.TrailBucketsMax - 1), new TrailBucket(bucket, time)] };
    }

    private const int NameCharsMax = 63;

    /// <summary>Before its trail is made, a bucket gets the policy that lets CloudTrail write.</summary>
    private static bool IsTrails(CloudTrailEvent e, WatchState state)
    {
        var bucket = e.Parameter("bucketName");
        return bucket.Contains("cloudtrail", StringComparison.OrdinalIgnoreCase)
            || state.TrailBuckets.Any(known => known.Name == bucket && !(e.EventTime < known.FirstSeen));
    }

    private static bool OnlyProtects(CloudTrailEvent e) =>
        e.EventName == "PutBucketVersioning"
        && e.Parameter("VersioningConfiguration.Status").Equals("Enabled", StringComparison.OrdinalIgnoreCase)
        && !e.Parameter("VersioningConfiguration.MfaDelete").Equals("Disabled", StringComparison.OrdinalIgnoreCase);
}
