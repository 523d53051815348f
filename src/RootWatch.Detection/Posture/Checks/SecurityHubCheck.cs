using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

public sealed class SecurityHubCheck() : PostureCheck(
    "P22",
    "Security Hub is on in each enabled region",
    Severity.Medium,
    "Enable Security Hub in each region that is named, best through a delegated administrator of the organization.",
    PostureReferences.Of(cis: "-/4.16/4.16/4.16/5.16"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) =>
        facts.JudgeRegions(now, "on", services => services.SecurityHub, state => state is null ? "not enabled" : null);
}
