using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

public sealed class TrailValidationCheck() : PostureCheck(
    "P17",
    "Trails have log file validation",
    Severity.Medium,
    "CloudTrail: turn on log file validation for each trail.",
    PostureReferences.Of(cis: "3.2/3.2/3.2/3.2/4.2", hub: "CloudTrail.4"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) => facts.Trails.Judge(now, trails =>
        trails!.Count == 0 ? Verdict.Fail("the account has no trail")
        : trails.FirstOrDefault(trail => !trail.HasLogValidation) is { } without ? Verdict.Fail($"{without.Arn} has none")
        : Verdict.Pass($"on for {trails.Count} trail(s)"));
}
