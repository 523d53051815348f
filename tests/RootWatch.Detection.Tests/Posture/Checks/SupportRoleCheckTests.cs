using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class SupportRoleCheckTests() : PostureCheckTest("P24")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All with { SupportRoles = GoodFacts.Known<IReadOnlyList<string>>([]) }, "no role"),
    ];
}
