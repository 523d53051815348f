using System.Security.Cryptography;
using RootWatch.Aws;
using RootWatch.Aws.Sts;

namespace RootWatch.Server.Onboarding.Steps;

/// <summary>
/// A role that asks for no external id, or takes any, lets whoever can name it to RootWatch read the account through
/// RootWatch. A trust policy without the condition takes every value, so that only trying tells.
/// </summary>
internal static class ExternalIdSteps
{
    // What a session that should not be is good for is over soon.
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(15);

    public static Task<VerificationResult> TryNone(VerificationRun run, CancellationToken stop) =>
        Try(run, null, "trust too open: the role can be taken without an external id", stop);

    public static Task<VerificationResult> TryWrong(VerificationRun run, CancellationToken stop) =>
        Try(run, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), "trust too open: the role can be taken with a made-up external id", stop);

    private static async Task<VerificationResult> Try(VerificationRun run, string? externalId, string opened, CancellationToken stop)
    {
        AwsOutcome<AwsSession> outcome = await run.Aws.Sts.AssumeRoleAsync(
            new AssumeRoleRequest
            {
                RoleArn = run.Account.RoleArn,
                RoleSessionName = "rootwatch-verify",
                ExternalId = externalId,
                Policy = AwsPermissions.Policy,
                Duration = Shortest,
            },
            stop);
        return outcome.IsSuccess
            ? VerificationResult.Fail(opened, run.Account.ExternalId is null
                ? "Give the account an externalId in RootWatch, and ask for it in the role's trust policy: StringEquals, sts:ExternalId."
                : "Ask for the account's external id in each statement of the role's trust policy: StringEquals, sts:ExternalId. The shipped template does.")
            : outcome.Failure.Reason == AwsFailureReason.Denied ? VerificationResult.Pass("AWS refuses it")
            : VerificationResult.Unknown(outcome.Failure, run.Now);
    }
}
