using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

/// <summary>RootWatch reads Event history and needs no trail; what is older than 90 days only a trail keeps.</summary>
public sealed class TrailLoggingCheck() : PostureCheck(
    "P16",
    "A multi-region trail records all management events",
    Severity.High,
    "CloudTrail: make one trail for all regions, with read and write management events and none left out, and start it.",
    PostureReferences.Of(cis: "3.1/3.1/3.1/3.1/4.1", hub: "CloudTrail.1"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) => facts.JudgeAnyTrail(now, trail =>
        !trail.IsMultiRegion ? Verdict.Fail($"{trail.Arn} is for one region")
        : trail.Delivery.Judge(now, delivery => !delivery!.IsLogging
            ? Verdict.Fail($"{trail.Arn} is stopped")
            : trail.Coverage.Judge(now, coverage => Verdict.Of(coverage!.IsWhole, $"{trail.Arn} records {Recorded(coverage)}"))));

    private static string Recorded(TrailCoverage coverage) => (coverage.Reads, coverage.Writes) switch
    {
        (true, true) => coverage.ExcludedSources.Count == 0 ? "all management events" : $"all management events but those of {string.Join(", ", coverage.ExcludedSources)}",
        (true, false) => "reads only",
        (false, true) => "writes only",
        _ => "no management events",
    };
}
