using RootWatch.Aws;

namespace RootWatch.Server.Onboarding.Steps;

internal static class AssumeRoleStep
{
    public static async Task<VerificationResult> Try(VerificationRun run, CancellationToken stop)
    {
        var (identity, failure) = await run.Calls.Ask((session, token) => run.Aws.Sts.GetCallerIdentityAsync(session, run.Home, token), stop);
        if (failure is null)
        {
            run.HasRole = identity!.Account == run.Account.AccountId;
            return run.HasRole
                ? VerificationResult.Pass($"{run.Account.RoleArn} was taken")
                : VerificationResult.Fail($"the session is of account {identity.Account}", $"Correct the role ARN {run.Account.RoleArn}.");
        }

        return failure.Reason is AwsFailureReason.Denied or AwsFailureReason.Rejected ? Refused(run, failure) : VerificationResult.Unknown(failure, run.Now);
    }

    private static VerificationResult Refused(VerificationRun run, AwsFailure failure) => VerificationResult.Fail(
        $"AWS refuses the role, and says the same for a wrong external id, a trust policy that names somebody else and a role that is not there: {failure.Message}",
        $"Compare all three: the external id that RootWatch has ({(run.Account.ExternalId is null ? "none" : "externalId of the account")}) with sts:ExternalId in the role's trust policy; "
        + $"the principal in that policy with {run.OwnPrincipal ?? "the one the server runs as"}; and that {run.Account.RoleArn} exists. "
        + "The server's own principal must be allowed sts:AssumeRole, too.");
}
