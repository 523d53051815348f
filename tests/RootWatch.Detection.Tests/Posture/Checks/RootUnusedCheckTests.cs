using RootWatch.Detection.Posture;

namespace RootWatch.Detection.Tests.Posture.Checks;

public sealed class RootUnusedCheckTests() : PostureCheckTest("P05")
{
    protected override IEnumerable<(PostureFacts Facts, string Text)> Failing =>
    [
        (Used(password: 89), "last used 2026-02-04"),
        (Used(password: 400, key1: 1), "last used 2026-05-03"),
        (Used(password: 400, key2: 1), "last used 2026-05-03"),
        (GoodFacts.All with { RootActDays = [DateOnly.FromDateTime(Now.AddDays(-3).Date)] }, "CloudTrail shows root at work on 2026-05-01"),
        (GoodFacts.Denied with { RootActDays = [.. Enumerable.Range(0, 5).Select(day => DateOnly.FromDateTime(Now.AddDays(-day).Date))] }, "on 5 of the last 30 days"),
    ];

    [Fact]
    public void Never_used_passes() => Gives(PostureStatus.Pass, "never used", Used());

    [Fact]
    public void How_long_is_the_tenant_s_to_say() =>
        Gives(PostureStatus.Pass, "last used", Used(password: 30), PostureSettings.Default with { UnusedDays = 30 });

    [Fact]
    public void Root_without_credentials_cannot_be_used() =>
        Gives(PostureStatus.Exempt, "no credentials", GoodFacts.All.WithSummary(mfa: false, password: false));

    private static PostureFacts Used(int? password = null, int? key1 = null, int? key2 = null)
    {
        DateTimeOffset? Ago(int? days) => days is { } ago ? Now.AddDays(-ago) : null;
        return GoodFacts.All with { Credentials = GoodFacts.Known(new RootCredentials(Now) { PasswordLastUsed = Ago(password), AccessKey1LastUsed = Ago(key1), AccessKey2LastUsed = Ago(key2) }) };
    }
}
