using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

public sealed class GuardDutyCheck() : PostureCheck(
    "P21",
    "GuardDuty is on in each enabled region",
    Severity.High,
    "Enable GuardDuty in each region that is named, best through a delegated administrator of the organization.",
    PostureReferences.Of(hub: "GuardDuty.1"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) =>
        facts.JudgeRegions(now, "on", services => services.GuardDuty, state => state is null ? "no detector" : state.IsEnabled ? null : "suspended");
}
