using RootWatch.Detection.Posture.Checks;

namespace RootWatch.Detection.Posture;

/// <summary>Every check, in the order of docs/posture.md.</summary>
public static class PostureCatalogue
{
    public static IReadOnlyList<PostureCheck> All { get; } =
    [
        new RootMfaOnCheck(),
        new RootMfaHardwareCheck(),
        new RootAccessKeysCheck(),
        new RootSigningCertificatesCheck(),
        new RootUnusedCheck(),
        new RootPasswordAbsentCheck(),
        new CentralRootAccessCheck(),
        new SecurityContactCheck(),
        new ContactsDifferCheck(),
        new ContactDetailsCheck(),
        new OrganizationCheck(),
        new RootDeniedByPolicyCheck(),
        new PasswordLengthCheck(),
        new PasswordReuseCheck(),
        new PasswordClassesCheck(),
        new TrailLoggingCheck(),
        new TrailValidationCheck(),
        new TrailDeliveryCheck(),
        new TrailBucketCheck(),
        new ConfigRecordingCheck(),
        new GuardDutyCheck(),
        new SecurityHubCheck(),
        new RootAlarmCheck(),
        new SupportRoleCheck(),
        new SecurityQuestionsCheck(),
        new MonitoringRoleCheck(),
        new AttestedPracticesCheck(),
    ];

    public static PostureCheck? Find(string id) => All.FirstOrDefault(check => check.Id == id);

    public static IReadOnlyList<PostureResult> Check(PostureFacts facts, PostureSettings settings, DateTimeOffset now) =>
        [.. All.Select(check => check.Check(facts, settings, now))];
}
