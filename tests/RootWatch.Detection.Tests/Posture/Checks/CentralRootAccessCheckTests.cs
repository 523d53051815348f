using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class CentralRootAccessCheckTests() : PostureCheckTest("P07")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All with { CentralRoot = GoodFacts.Known(new CentralRootAccess(true, [])) }, "enabled: nothing"),
        (GoodFacts.All with { CentralRoot = GoodFacts.Known(new CentralRootAccess(true, ["RootSessions"])) }, "enabled: RootSessions"),
    ];

    [Fact]
    public void Members_are_not_asked() =>
        Gives(PostureStatus.Exempt, "only the management account", GoodFacts.All with { CentralRoot = GoodFacts.Known(new CentralRootAccess(false, [])) });
}
