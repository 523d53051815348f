using System.Buffers;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Traces;

namespace RootWatch.Detection.Rules;

public sealed class TrailBucketTamperedRule() : Rule(
    "RW-D13",
    "Trail bucket tampered",
    Severity.High,
    "T1562.008, T1070",
    "Compare the bucket's policy, lifecycle and versioning with their definition, and look for objects that are gone. LookupEvents still shows management events of 90 days.",
    RuleTouch.Guards,
    falsePositives: "A lifecycle for old logs that was agreed; the set-up of a new trail."), IEpisodeRule, IStandingMemory, IEventMemory
{
    private const string S3 = "s3.amazonaws.com";
    private const string BucketName = "s3BucketName";

    private static readonly SearchValues<string> UsualName = SearchValues.Create(["cloudtrail"], StringComparison.OrdinalIgnoreCase);

    private static readonly string[] Tampering =
        ["PutBucketPolicy", "DeleteBucketPolicy", "PutBucketLifecycle", "PutBucketLifecycleConfiguration", "PutBucketVersioning", "DeleteBucket"];

    public override RuleReach Reach { get; } = RuleReach.Anyone(S3, Tampering).Or(RuleReach.Anyone(Trail.Source, "CreateTrail", "UpdateTrail"));

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) => IsTampering(e) && IsLongTrails(e, facts)
        ? Found(e, Done(e.Parameter("bucketName"), e.EventName), Tried(e.Parameter("bucketName"), e.EventName))
        : null;

    /// <summary>
    /// What was known only lately, in whichever order the trail and the tampering with its bucket arrive. The alert has the
    /// id that it would have if the trail had been known for long.
    /// </summary>
    public IEnumerable<Episode> Episodes(CloudTrailEvent e, RuleFacts facts, TraceStep after)
    {
        if (IsTampering(e))
        {
            return e.EventTime is { } time && !IsLongTrails(e, facts) && KnownSince(e.Parameter("bucketName"), facts) <= time
                ? [Of(Change(e, time, facts))]
                : [];
        }

        return facts.Before.BucketChanges.Count > 0 && NamedBucket(e) is { } bucket ? Explained(bucket, e, facts) : [];
    }

    private static IEnumerable<Episode> Explained(string bucket, CloudTrailEvent e, RuleFacts facts)
    {
        var known = KnownSince(bucket, facts);
        return facts.Before.BucketChanges
            .Where(change => change.Subject == bucket && change.At >= e.EventTime && !(change.At >= known))
            .Select(Of);
    }

    public WatchState Remember(WatchState state, CloudTrailEvent e, RuleFacts facts)
    {
        if (e.EventTime is not { } time)
        {
            return state;
        }

        if (IsTampering(e))
        {
            return IsLongTrails(e, facts) || KnownSince(e.Parameter("bucketName"), facts) <= time ? state : Waiting(state, Change(e, time, facts));
        }

        return NamedBucket(e) is { } bucket ? WithBucket(state, bucket, time) : state;
    }

    /// <summary>A trail may be older than all that was read of the account: its bucket is known from the first posture reading that shows it.</summary>
    public WatchState RememberStanding(StandingFacts facts)
    {
        var state = facts.State;
        if (facts.Situation.SetUp?.Trails is { Value: { } trails, At: { } at })
        {
            foreach (var trail in trails)
            {
                state = trail.Bucket is { Length: > 0 and <= NameCharsMax } bucket && state.TrailBuckets.Count < WatchState.TrailBucketsMax && Known(state, bucket) is null
                    ? WithBucket(state, bucket, at)
                    : state;
            }
        }

        return state;
    }

    private static WatchState WithBucket(WatchState state, string bucket, DateTimeOffset since)
    {
        var known = Known(state, bucket);
        return known?.FirstSeen <= since
            ? state
            : state with
            {
                TrailBuckets = [.. state.TrailBuckets.Where(other => other != known).Append(new TrailBucket(bucket, since))
                    .OrderBy(other => other.FirstSeen).ThenBy(other => other.Name, StringComparer.Ordinal)
                    .TakeLast(WatchState.TrailBucketsMax)],
            };
    }

    private const int NameCharsMax = 63;

    private static WatchState Waiting(WatchState state, UnexplainedCall change) =>
        change.Subject.Length is 0 or > NameCharsMax
            ? state
            : state with { BucketChanges = UnexplainedCall.With(state.BucketChanges, change) };

    private static bool IsTampering(CloudTrailEvent e) => e.Is(S3, e.EventName) && Tampering.Contains(e.EventName) && !OnlyProtects(e);

    /// <summary>The bucket that a trail was told to write to, or goes on writing to: what an update leaves as it is, only the answer says.</summary>
    public static string? NamedBucket(CloudTrailEvent e) =>
        e.Succeeded && e.EventTime is not null && (e.Is(Trail.Source, "CreateTrail") || e.Is(Trail.Source, "UpdateTrail"))
        && (e.Parameter(BucketName) is { Length: > 0 } asked ? asked : e.ResponseElements.GetValueOrDefault(BucketName, "")) is { Length: > 0 and <= NameCharsMax } bucket
            ? bucket
            : null;

    /// <summary>Null: no trail is known to write there.</summary>
    private static DateTimeOffset? KnownSince(string bucket, RuleFacts facts)
    {
        var seen = Known(facts.Before, bucket)?.FirstSeen;
        return facts.Situation.TrailBuckets.TryGetValue(bucket, out var since) && !(seen <= since) ? since : seen;
    }

    private static TrailBucket? Known(WatchState state, string bucket) =>
        state.TrailBuckets.Count == 0 ? null : state.TrailBuckets.FirstOrDefault(known => known.Name == bucket);

    /// <summary>For so long that no trail which named it earlier can be on its way.</summary>
    private static bool IsLongTrails(CloudTrailEvent e, RuleFacts facts)
    {
        var bucket = e.Parameter("bucketName");
        return bucket.AsSpan().ContainsAny(UsualName)
            || (KnownSince(bucket, facts) is { } known && !(e.EventTime < known + facts.Lateness));
    }

    private UnexplainedCall Change(CloudTrailEvent e, DateTimeOffset at, RuleFacts facts) => UnexplainedCall.Of(this, e.Parameter("bucketName"), e, at, facts);

    private static Episode Of(UnexplainedCall change) => change.Told(Done(change.Subject, change.Call), Tried(change.Subject, change.Call));

    private static string Done(string bucket, string call) => $"tampered with the trail's bucket {ShownText.Of(bucket, 64)} with {ShownText.Of(call, 64)}";

    private static string Tried(string bucket, string call) => $"tried to tamper with the trail's bucket {ShownText.Of(bucket, 64)} with {ShownText.Of(call, 64)}";

    private static bool OnlyProtects(CloudTrailEvent e) =>
        e.EventName == "PutBucketVersioning"
        && e.Parameter("VersioningConfiguration.Status").Equals("Enabled", StringComparison.OrdinalIgnoreCase)
        && !e.Parameter("VersioningConfiguration.MfaDelete").Equals("Disabled", StringComparison.OrdinalIgnoreCase);
}
