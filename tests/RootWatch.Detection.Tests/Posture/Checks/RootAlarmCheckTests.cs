using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class RootAlarmCheckTests() : PostureCheckTest("P23")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All with { Watch = GoodFacts.Known(new OwnWatch(GoodFacts.ReadAt, false)) }, "turned off"),
    ];

    [Fact]
    public void While_RootWatch_is_blind_nobody_knows() =>
        Gives(PostureStatus.Unknown, "cannot read", GoodFacts.All with { Watch = GoodFacts.Known(new OwnWatch(Now.AddHours(-2), true)) });
}
