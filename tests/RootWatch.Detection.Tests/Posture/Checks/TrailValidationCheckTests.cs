using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class TrailValidationCheckTests() : PostureCheckTest("P17")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All.With(GoodFacts.Trail with { HasLogValidation = false }), "has none"),
        (GoodFacts.All with { Trails = GoodFacts.Known<IReadOnlyList<TrailFacts>>([]) }, "no trail"),
    ];
}
