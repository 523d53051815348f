using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

/// <summary>A metric filter is another way, which is not asked for: RootWatch itself is the alarm while it sees the account.</summary>
public sealed class RootAlarmCheck() : PostureCheck(
    "P23",
    "Somebody is told when root is used",
    Severity.Medium,
    "Turn the rules RW-S01 and RW-A01 on for the tenant, and mend what RootWatch says of its sight of the account.",
    PostureReferences.Of(cis: "4.3/4.3/4.3/4.3/5.3", hub: "CloudWatch.1"))
{
    private static readonly TimeSpan SilenceMax = TimeSpan.FromHours(1);

    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) => facts.Watch.Judge(now, watch =>
        !watch!.TellsSignIns ? Verdict.Fail("the tenant has turned off the rules about root's use")
        : watch.LastGoodAt is { } good && now - good < SilenceMax ? Verdict.Pass($"RootWatch itself is the alarm, and read the account at {good.UtcDateTime:yyyy-MM-dd HH:mm}Z")
        : Verdict.Unknown("RootWatch is the alarm, and cannot read the account at present"));
}
