using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class SecurityQuestionsCheckTests() : PostureCheckTest("P25")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All with { Attestations = [new Attestation("security-questions", "alice", Now.AddDays(-400), Now)] }, "attestation expired"),
    ];

    protected override string WhyUnknown => "nobody has attested: security-questions";
}
