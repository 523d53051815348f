using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class ContactsDifferCheckTests() : PostureCheckTest("P09")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All with { BillingContact = GoodFacts.Known<Contact>(null) }, "no contact for: billing"),
        (GoodFacts.All with { BillingContact = GoodFacts.Known(new Contact("Security@acme.example")) }, "billing and security share"),
        (GoodFacts.All with { BillingContact = GoodFacts.Known(new Contact("aws-root@acme.example")) }, "billing and root share"),
        (GoodFacts.All with { BillingContact = GoodFacts.Known<Contact>(null), SecurityContact = GoodFacts.No<Contact>() }, "no contact for: billing"),
    ];

    [Fact]
    public void One_that_was_denied_leaves_it_open() =>
        Gives(PostureStatus.Unknown, "security: denied", GoodFacts.All with { SecurityContact = GoodFacts.No<Contact>() });

    [Fact]
    public void Root_s_address_is_seldom_told_and_not_needed() =>
        Gives(PostureStatus.Pass, "not told", GoodFacts.All with { PrimaryEmail = GoodFacts.No<string>() });
}
