using System.Text.Json.Nodes;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Posture;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class TrailBucketTamperedRuleTests() : RuleTest("RW-D13")
{
    private const string S3 = "s3.amazonaws.com";
    private const string CloudTrail = "cloudtrail.amazonaws.com";
    private const string Bucket = "audit-logs";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("lifecycle, as recorded", Severity.High, Real("invictus-aws.jsonl", "CreateTrail", OfLifecycleTrail), Real("invictus-aws.jsonl", "PutBucketLifecycle")),
        new("deleted, as recorded", Severity.High, Real("invictus-aws.jsonl", "CreateTrail", OfLifecycleTrail), Real("invictus-aws.jsonl", "DeleteBucket", e => !e.ContainsKey("errorCode") && OfLifecycleTrail(e))),
        new("policy deleted", Severity.High, Made("CreateTrail"), Touch("DeleteBucketPolicy")),
        new("policy written", Severity.High, Made("UpdateTrail"), Touch("PutBucketPolicy")),
        new("policy deleted, the bucket named in the answer alone", Severity.High, Answered("UpdateTrail"), Touch("DeleteBucketPolicy")),
        new("lifecycle, by the operation's name", Severity.High, Made("CreateTrail"), Touch("PutBucketLifecycleConfiguration")),
        new("versioning suspended", Severity.High, Made("CreateTrail"), Touch("PutBucketVersioning", "Suspended")),
        new("MFA delete taken away", Severity.High, Made("CreateTrail"), Touch("PutBucketVersioning", "Enabled", "Disabled")),
        new("a bucket that is called after it", Severity.High, User(S3, "DeleteBucketPolicy", With(("bucketName", "aws-cloudtrail-logs-111122223333-1a2b3c4d")))),
        new("refused", Severity.Medium, Made("CreateTrail"), Touch("DeleteBucket", change: Denied)),
        new("policy written before there was a trail", Silent, Touch("PutBucketPolicy", change: e => e["eventTime"] = "2026-03-01T10:00:29Z"), Made("CreateTrail")),
        new("versioning enabled", Silent, Made("CreateTrail"), Touch("PutBucketVersioning", "Enabled")),
        new("another bucket", Silent, Made("CreateTrail"), User(S3, "DeleteBucketPolicy", e => { With(("bucketName", "website"))(e); Next(e); })),
        new("a trail that could not be made", Silent, Made("CreateTrail", Denied), Touch("DeleteBucketPolicy")),
        new("an update that was refused, whatever its answer", Silent, Answered("UpdateTrail", Denied), Touch("DeleteBucketPolicy")),
        new("read", Silent, Made("CreateTrail"), Touch("GetBucketPolicy", change: e => e["readOnly"] = true)),
    ];

    [Fact]
    public void A_bucket_is_known_for_good()
    {
        var known = Advance(Made("CreateTrail")).State;

        Assert.Equal(["RW-D13"], Advance(known, Touch("DeleteBucket")).Alerts.Select(alert => alert.RuleId));
        Assert.Equal(Bucket, Assert.Single(known.TrailBuckets).Name);
    }

    [Fact]
    public void A_bucket_that_a_posture_reading_shows_is_known_from_the_first_such_reading_on()
    {
        var known = AccountWatch.Tick(WatchState.Empty, Shown(Bucket, TimeOf(Touch("DeleteBucketPolicy")).AddHours(-2)), Now).State;
        var again = AccountWatch.Tick(known, Shown(Bucket, Now), Now).State;
        string tampering = Touch("DeleteBucketPolicy").ToJsonString();

        Assert.Equal(["RW-D13"], AccountWatch.Advance(again, Subject, [tampering], Now).Alerts.Select(alert => alert.RuleId));
        Assert.Same(known, again);
        Assert.Empty(AccountWatch.Advance(AccountWatch.Tick(WatchState.Empty, Shown(Bucket, Now), Now).State, Subject, [tampering], Now).Alerts);
        Assert.Empty(AccountWatch.Advance(AccountWatch.Tick(WatchState.Empty, Shown("elsewhere", Now.AddDays(-1)), Now).State, Subject, [tampering], Now).Alerts);
    }

    [Fact]
    public void Readings_that_show_more_buckets_than_are_kept_change_nothing()
    {
        var trails = Enumerable.Range(0, WatchState.TrailBucketsMax + 4).Select(number => $"logs-{number}").ToArray();
        var full = AccountWatch.Tick(WatchState.Empty, Shown(trails, Now.AddHours(-1)), Now).State;

        Assert.Equal(WatchState.TrailBucketsMax, full.TrailBuckets.Count);
        Assert.Same(full, AccountWatch.Tick(full, Shown(trails, Now), Now).State);
    }

    [Fact]
    public void A_bucket_to_which_the_trail_of_another_account_writes_is_one_too()
    {
        string tampering = Touch("DeleteBucketPolicy").ToJsonString();
        var time = TimeOf(Touch("DeleteBucketPolicy"));
        string[] Told(DateTimeOffset since) => [.. AccountWatch.Advance(
            WatchState.Empty, Subject with { Situation = Situation.Unknown with { TrailBuckets = new Dictionary<string, DateTimeOffset> { [Bucket] = since } } }, [tampering], Now).Alerts.Select(alert => alert.RuleId)];

        Assert.Equal(["RW-D13"], Told(time.AddHours(-1)));
        Assert.Equal(["RW-D13"], Told(time.AddMinutes(-1)));
        Assert.Empty(Told(time.AddSeconds(1)));
    }

    private static WatchSubject Shown(string bucket, DateTimeOffset at) => Shown([bucket], at);

    private static WatchSubject Shown(IEnumerable<string> buckets, DateTimeOffset at) => Subject with
    {
        Situation = Situation.Unknown with
        {
            SetUp = new PostureFacts
            {
                AccountId = Account,
                Trails = Fact.Known<IReadOnlyList<TrailFacts>>([.. buckets.Select(bucket => new TrailFacts { Arn = "arn:aws:cloudtrail:us-east-1:111122223333:trail/t", Bucket = bucket })], at),
            },
        },
    };

    private static JsonObject Made(string call, Action<JsonObject>? change = null) =>
        User(CloudTrail, call, e => { With(("name", "t"), ("s3BucketName", Bucket))(e); change?.Invoke(e); });

    private static JsonObject Answered(string call, Action<JsonObject>? change = null) => User(CloudTrail, call, e =>
    {
        With(("name", "t"), ("enableLogFileValidation", true))(e);
        e["responseElements"] = new JsonObject { ["name"] = "t", ["s3BucketName"] = Bucket };
        change?.Invoke(e);
    });

    private static JsonObject Touch(string call, string? status = null, string? mfaDelete = null, Action<JsonObject>? change = null) => User(S3, call, e =>
    {
        With(("bucketName", Bucket), ("Host", Bucket + ".s3.amazonaws.com"))(e);
        if (status is not null)
        {
            e["requestParameters"]!["VersioningConfiguration"] = new JsonObject { ["Status"] = status, ["MfaDelete"] = mfaDelete };
        }

        Next(e);
        change?.Invoke(e);
    });

    private static bool OfLifecycleTrail(JsonObject e) => e["requestParameters"]!.ToJsonString().Contains("stratus-red-team-ctlr-bucket", StringComparison.Ordinal);
}
