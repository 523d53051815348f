using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

public sealed class TrailDeliveryCheck() : PostureCheck(
    "P18",
    "A trail delivers",
    Severity.Medium,
    "Look at the trail's bucket, its policy and its key: CloudTrail says what the last delivery failed of.",
    PostureReferences.None)
{
    private static readonly TimeSpan SilenceMax = TimeSpan.FromHours(1);

    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) => facts.JudgeAnyTrail(now, trail =>
        trail.Delivery.Judge(now, delivery =>
            delivery!.Error is { Length: > 0 } error ? Verdict.Fail($"{trail.Arn}: {error}")
            : !trail.HasGlobalEvents ? Verdict.Fail($"{trail.Arn} leaves out the events of global services, such as root's sign-ins")
            : delivery.LatestAt is not { } latest ? Verdict.Fail($"{trail.Arn} has never delivered")
            : Verdict.Of(trail.Delivery.At - latest < SilenceMax, $"{trail.Arn} delivered last at {latest.UtcDateTime:yyyy-MM-dd HH:mm}Z")));
}
