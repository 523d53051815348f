using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

public sealed class OrganizationCheck() : PostureCheck(
    "P11",
    "The account is in an organization",
    Severity.Medium,
    "Invite the account into the organization, so that its policies and central root access cover it.",
    PostureReferences.Of(hub: "Account.2", wa: "SEC01-BP02"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) => facts.Organization.Judge(now, organization =>
        organization is null ? Verdict.Fail("the account is in no organization") : Verdict.Pass($"in {organization.Id}, managed by {organization.ManagementAccountId}"));
}
