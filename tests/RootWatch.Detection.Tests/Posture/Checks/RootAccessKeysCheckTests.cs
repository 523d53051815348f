using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class RootAccessKeysCheckTests() : PostureCheckTest("P03")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All.WithSummary(keys: 1), "AccountAccessKeysPresent = 1"),
        (GoodFacts.All.WithSummary(keys: 2) with { Credentials = GoodFacts.Known(new RootCredentials(Now) { AccessKey2LastUsed = Now.AddDays(-1) }) }, "last used 2026-05-03"),
    ];
}
