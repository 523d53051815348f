using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class TrailBucketCheckTests() : PostureCheckTest("P19")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All.With(GoodFacts.Trail with { KmsKeyId = null }), "no KMS key"),
        (GoodFacts.All.With(GoodFacts.Trail with { LogGroupArn = null }), "no log group"),
        (GoodFacts.All.With(GoodFacts.Trail with { BucketAccess = GoodFacts.Known(new BucketAccess(true)) }), "public"),
        (GoodFacts.All.With(GoodFacts.Trail with { IsMultiRegion = false }), "no trail is for all regions"),
    ];

    [Fact]
    public void A_bucket_that_was_not_asked_leaves_it_open_unless_something_else_is_wrong()
    {
        var unasked = GoodFacts.Trail with { BucketAccess = Fact.NotAsked<BucketAccess>() };

        Gives(PostureStatus.Unknown, "bucket trail-logs: not read yet", GoodFacts.All.With(unasked));
        Gives(PostureStatus.Fail, "no KMS key", GoodFacts.All.With(unasked with { KmsKeyId = null }));
    }
}
