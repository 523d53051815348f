using RootWatch.Detection.Posture;
using RootWatch.Server.Posture;

namespace RootWatch.Server.Onboarding.Steps;

/// <summary>The posture check P26, on what the role's own policies say now.</summary>
internal static class RoleStep
{
    private const string Check = "P26";

    public static async Task<VerificationResult> Try(VerificationRun run, CancellationToken stop)
    {
        var (documents, failure) = await run.Documents(stop);
        if (failure is not null)
        {
            return VerificationResult.Unknown(failure, run.Now);
        }

        PostureFacts facts = new() { AccountId = run.Account.AccountId, MonitoringRole = MonitoringRoleReader.Of(documents!, null, run.Now) };
        PostureResult result = PostureCatalogue.Find(Check)!.Check(facts, PostureSettings.Default, run.Now);
        return result.Status switch
        {
            PostureStatus.Pass => VerificationResult.Pass(result.Text),
            PostureStatus.Fail => VerificationResult.Fail(result.Text, result.Check.Remediation),
            _ => VerificationResult.Unknown(result.Text, "Give the role its permissions in a policy of its own, as the shipped template does."),
        };
    }
}
