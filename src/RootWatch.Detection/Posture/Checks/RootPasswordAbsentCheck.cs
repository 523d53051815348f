using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

public sealed class RootPasswordAbsentCheck() : PostureCheck(
    "P06",
    "A member account has no root password",
    Severity.Info,
    "With central root access on, delete the member's root credentials from the management account.",
    PostureReferences.Of(wa: "SEC01-BP02"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) => facts.Summary.Judge(now, summary =>
    {
        if (summary!.PasswordPresent == false)
        {
            return Verdict.Pass("AccountPasswordPresent = 0");
        }

        return facts.Organization.Judge(now, organization =>
            organization is null ? Verdict.NotApplicable("the account is in no organization")
            : organization.ManagementAccountId == facts.AccountId ? Verdict.NotApplicable("it is the management account, which keeps its root user")
            : summary.PasswordPresent is null ? Verdict.Unknown("AWS does not tell whether there is a root password")
            : facts.CentralRoot.Judge(now, central =>
                central!.Features.Contains(CentralRootAccessCheck.Credentials) ? Verdict.Fail("AccountPasswordPresent = 1 and central root access is on")
                : central.IsManager ? Verdict.NotApplicable("central root access is off")
                : Verdict.Unknown("there is a root password, and whether central root access is on is told to the management account only")));
    });
}
