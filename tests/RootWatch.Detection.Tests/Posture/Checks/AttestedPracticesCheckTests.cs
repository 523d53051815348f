using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class AttestedPracticesCheckTests() : PostureCheckTest("P27")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All with { Attestations = [.. GoodFacts.All.Attestations.Select(word => word.Subject == "drill" ? word with { ValidUntil = Now } : word)] }, "attestation expired: drill by alice"),
    ];

    protected override string WhyUnknown => "nobody has attested: root-password, root-holders, root-mailbox, incident-plan, drill";

    [Fact]
    public void A_word_that_was_given_anew_holds() =>
        Gives(PostureStatus.Pass, "attested", GoodFacts.All with { Attestations = [new Attestation("drill", "old", Now.AddDays(-500), Now.AddDays(-100)), .. GoodFacts.All.Attestations] });
}
