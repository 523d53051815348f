using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class OrganizationCheckTests() : PostureCheckTest("P11")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All with { Organization = GoodFacts.Known<OrganizationMembership>(null) }, "no organization"),
    ];
}
