using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class ContactDetailsCheckTests() : PostureCheckTest("P10")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All with { Attestations = [new Attestation("contact-details", "alice", Now.AddDays(-400), Now.AddDays(-35))] }, "attestation expired"),
        (GoodFacts.All with { Attestations = [new Attestation("contact-details", "alice", Now.AddMonths(-13), Now.AddDays(35))] }, "more than 12 months ago"),
    ];

    protected override string WhyUnknown => "nobody has attested: contact-details";

    [Fact]
    public void An_address_in_another_domain_than_expected_fails_and_one_that_is_not_told_does_not()
    {
        var settings = PostureSettings.Default with { EmailDomains = ["Acme.example"] };

        Gives(PostureStatus.Pass, "attested", GoodFacts.All, settings);
        Gives(PostureStatus.Fail, "root@gmail.example", GoodFacts.All with { PrimaryEmail = GoodFacts.Known("root@gmail.example") }, settings);
        Gives(PostureStatus.Fail, "evil-acme.example", GoodFacts.All with { PrimaryEmail = GoodFacts.Known("root@evil-acme.example") }, settings);
        Gives(PostureStatus.Pass, "attested", GoodFacts.All with { PrimaryEmail = GoodFacts.No<string>() }, settings);
    }
}
