using RootWatch.Aws;
using RootWatch.Aws.Sts;

namespace RootWatch.Server.Onboarding.Steps;

/// <summary>Whom the server is to AWS, and so whom a role must trust.</summary>
internal static class OwnCredentialsStep
{
    public static async Task<VerificationResult> Try(VerificationRun run, CancellationToken stop)
    {
        AwsOutcome<GetCallerIdentityResponse> identity = await run.Aws.Sts.GetOwnIdentityAsync(stop);
        if (identity.IsSuccess)
        {
            run.OwnPrincipal = PrincipalOf(identity.Value.Arn);
            return VerificationResult.Pass($"it calls as {identity.Value.Arn}");
        }

        return identity.Failure.Reason is AwsFailureReason.NoCredentials or AwsFailureReason.InvalidToken or AwsFailureReason.Expired or AwsFailureReason.ClockSkew
            ? VerificationResult.Fail(
                $"AWS does not take the server's own credentials: {identity.Failure}",
                "Give the server working credentials where the AWS tools look for them: environment, profile, SSO, container or instance role; and set its clock.")
            : VerificationResult.Unknown(identity.Failure, run.Now);
    }

    /// <summary>A session is trusted by its role: arn:aws:sts::1:assumed-role/Name/session stands for arn:aws:iam::1:role/Name.</summary>
    private static string PrincipalOf(string arn) =>
        arn.Split(':', 6) is ["arn", var partition, "sts", _, var account, var resource] && resource.Split('/') is ["assumed-role", var role, _]
            ? $"arn:{partition}:iam::{account}:role/{role}"
            : arn;
}
