using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

public sealed class CentralRootAccessCheck() : PostureCheck(
    "P07",
    "Central root access is on",
    Severity.High,
    "In the management account: IAM, Root access management, enable root credentials management and privileged root actions.",
    PostureReferences.Of(wa: "SEC01-BP02"))
{
    public const string Credentials = "RootCredentialsManagement";

    public const string Sessions = "RootSessions";

    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) => facts.CentralRoot.Judge(now, central =>
        !central!.IsManager ? Verdict.NotApplicable("only the management account and its delegate are asked that")
        : Verdict.Of(
            central.Features.Contains(Credentials) && central.Features.Contains(Sessions),
            $"enabled: {(central.Features.Count > 0 ? string.Join(", ", central.Features) : "nothing")}"));
}
