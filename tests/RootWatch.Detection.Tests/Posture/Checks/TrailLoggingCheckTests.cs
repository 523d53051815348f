using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class TrailLoggingCheckTests() : PostureCheckTest("P16")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All.With(GoodFacts.Trail with { IsMultiRegion = false }), "for one region"),
        (GoodFacts.All.With(GoodFacts.Trail with { Delivery = GoodFacts.Known(new TrailDelivery(false, Now, null)) }), "is stopped"),
        (GoodFacts.All.With(GoodFacts.Trail with { Coverage = GoodFacts.Known(new TrailCoverage(false, true, [])) }), "writes only"),
        (GoodFacts.All.With(GoodFacts.Trail with { Coverage = GoodFacts.Known(new TrailCoverage(true, false, [])) }), "reads only"),
        (GoodFacts.All.With(GoodFacts.Trail with { Coverage = GoodFacts.Known(new TrailCoverage(false, false, [])) }), "no management events"),
        (GoodFacts.All.With(GoodFacts.Trail with { Coverage = GoodFacts.Known(new TrailCoverage(true, true, ["kms.amazonaws.com"])) }), "but those of kms.amazonaws.com"),
        (GoodFacts.All with { Trails = GoodFacts.Known<IReadOnlyList<TrailFacts>>([]) }, "no trail"),
    ];

    [Fact]
    public void One_good_trail_is_enough_and_one_that_might_be_good_leaves_it_open()
    {
        var stopped = GoodFacts.Trail with { Delivery = GoodFacts.Known(new TrailDelivery(false, Now, null)) };
        var denied = GoodFacts.Trail with { Coverage = GoodFacts.No<TrailCoverage>() };

        Gives(PostureStatus.Pass, "all management events", GoodFacts.All with { Trails = GoodFacts.Known<IReadOnlyList<TrailFacts>>([stopped, denied, GoodFacts.Trail]) });
        Gives(PostureStatus.Unknown, "denied", GoodFacts.All with { Trails = GoodFacts.Known<IReadOnlyList<TrailFacts>>([stopped, denied]) });
    }
}
