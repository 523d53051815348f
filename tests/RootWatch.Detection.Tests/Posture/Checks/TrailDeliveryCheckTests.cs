using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class TrailDeliveryCheckTests() : PostureCheckTest("P18")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All.With(GoodFacts.Trail with { Delivery = GoodFacts.Known(new TrailDelivery(true, Now, "AccessDenied")) }), "AccessDenied"),
        (GoodFacts.All.With(GoodFacts.Trail with { Delivery = GoodFacts.Known(new TrailDelivery(true, GoodFacts.ReadAt.AddHours(-1), null)) }), "delivered last at"),
        (GoodFacts.All.With(GoodFacts.Trail with { Delivery = GoodFacts.Known(new TrailDelivery(true, null, null)) }), "never delivered"),
        (GoodFacts.All.With(GoodFacts.Trail with { HasGlobalEvents = false }), "global services"),
    ];
}
