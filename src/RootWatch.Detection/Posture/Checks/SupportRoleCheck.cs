using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

public sealed class SupportRoleCheck() : PostureCheck(
    "P24",
    "A role may open support cases",
    Severity.Low,
    "Make a role with AWSSupportAccess for those who handle incidents, so that nobody needs root for that.",
    PostureReferences.Of(cis: "1.17/1.17/1.17/1.16/2.16", hub: "IAM.18"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) => facts.SupportRoles.Judge(now, roles =>
        roles!.Count == 0 ? Verdict.Fail("no role has AWSSupportAccess") : Verdict.Pass(string.Join(", ", roles)));
}
