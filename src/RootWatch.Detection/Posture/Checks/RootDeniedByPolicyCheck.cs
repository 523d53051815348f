using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

public sealed class RootDeniedByPolicyCheck() : PostureCheck(
    "P12",
    "A service control policy denies root in the account",
    Severity.Medium,
    "Attach a policy to the organization's root that denies all actions where aws:PrincipalArn is like arn:aws:iam::*:root, and with central root access (P07) where aws:AssumedRoot is absent (Null, \"true\") besides.",
    PostureReferences.Of(wa: "SEC01-BP02"))
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) => facts.Organization.Judge(now, organization =>
        organization is null ? Verdict.Fail("the account is in no organization, where such a policy could be")
        : organization.ManagementAccountId == facts.AccountId ? Verdict.NotApplicable("no service control policy binds the management account")
        : !organization.HasAllFeatures ? Verdict.Fail("the organization has consolidated billing only, and no such policies")
        : facts.ControlPolicies.Judge(now, policies => policies!.FirstOrDefault(policy => policy.DeniesRoot) is { } denying
            ? Verdict.Pass($"{denying.Id} at {denying.Target}")
            : Verdict.Fail($"none of the policies in force denies root ({policies!.Select(policy => policy.Id).Distinct().Count()} read)")));
}
