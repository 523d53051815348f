using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class RootSigningCertificatesCheckTests() : PostureCheckTest("P04")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All.WithSummary(certificates: 1), "AccountSigningCertificatesPresent = 1"),
    ];
}
