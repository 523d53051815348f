using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class SecurityContactCheckTests() : PostureCheckTest("P08")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All with { SecurityContact = GoodFacts.Known<Contact>(null) }, "no security contact"),
    ];
}
