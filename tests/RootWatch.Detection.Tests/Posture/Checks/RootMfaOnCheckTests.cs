using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class RootMfaOnCheckTests() : PostureCheckTest("P01")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (GoodFacts.All.WithSummary(mfa: false), "AccountMFAEnabled = 0"),
        (GoodFacts.All.WithSummary(mfa: false, password: false, keys: 1), "AccountMFAEnabled = 0"),
        (GoodFacts.All.WithSummary(mfa: false, password: null), "AccountMFAEnabled = 0"),
    ];

    [Fact]
    public void Root_without_any_credential_passes_by_absence() =>
        Gives(PostureStatus.Pass, "no password", GoodFacts.All.WithSummary(mfa: false, password: false));

    [Fact]
    public void What_was_read_long_ago_tells_nothing_of_today() =>
        Gives(PostureStatus.Unknown, "last read 25 h ago", GoodFacts.All with { Summary = Fact.Known(new RootSummary(true, 0, 0, true), Now.AddHours(-25)) });
}
