using RootWatch.Detection.Alerts;

namespace RootWatch.Detection.Posture.Checks;

public sealed class MonitoringRoleCheck() : PostureCheck(
    "P26",
    "RootWatch's own role is as narrow as it was made",
    Severity.High,
    "Compare the role with deploy/aws/rootwatch-role.yaml: its trust names one principal and the external id, and it allows what the template does and no more.",
    PostureReferences.None)
{
    protected override Verdict Judge(PostureFacts facts, PostureSettings settings, DateTimeOffset now) => facts.MonitoringRole.Judge(now, role =>
        role is null ? Verdict.Fail("there is no such role")
        : role.Principals.Any(IsAnybody) ? Verdict.Fail($"anybody may take it: {string.Join(", ", role.Principals)}")
        : !role.NeedsExternalId ? Verdict.Fail("it can be taken without the external id")
        : role.Excess.Count > 0 ? Verdict.Fail($"it allows more than RootWatch calls: {string.Join(", ", role.Excess.Take(20))}")
        : role.Fingerprint != role.FirstFingerprint ? Verdict.Fail($"its trust has changed since it was first read; it names {string.Join(", ", role.Principals)}")
        : Verdict.Pass($"{string.Join(", ", role.Principals)} with the external id, and no call too many"));

    private static bool IsAnybody(string principal) => principal == "*";
}
