using RootWatch.Aws;
using RootWatch.Detection.Posture;
using RootWatch.Server.Posture;

namespace RootWatch.Server.Onboarding.Steps;

/// <summary>Each action is called, and a denial told from every other answer.</summary>
internal static class PermissionsStep
{
    private const string Remedy =
        "Roll the role's template out again: 'rootwatch policy print' prints it. Where the role's policy has the action already, a service control policy or a permissions boundary denies it.";

    public static async Task<VerificationResult> Try(VerificationRun run, CancellationToken stop)
    {
        IReadOnlyDictionary<string, AwsFailure?> tried = await PermissionProbes.TryAll(run, stop);
        RoleDocuments? role = (await run.Documents(stop)).Value;
        List<(string Action, string Why)> missing = [];
        List<(string Action, AwsFailure Trouble)> open = [];
        List<string> unjudged = [];
        foreach ((string action, AwsFailure? failure) in tried.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            switch (failure?.Reason)
            {
                // What we named is not there: then the call was allowed.
                case null or AwsFailureReason.Rejected:
                    break;
                case AwsFailureReason.Denied when PermissionProbes.MayBeDeniedAnyway(run, action):
                    switch (Grants(role, action))
                    {
                        case false:
                            missing.Add((action, "the role's policies do not have it"));
                            break;
                        case null:
                            unjudged.Add(action);
                            break;
                        default:
                            break;
                    }

                    break;
                case AwsFailureReason.Denied:
                    missing.Add((action, failure.Message));
                    break;
                default:
                    open.Add((action, failure));
                    break;
            }
        }

        string aside = unjudged.Count == 0 ? "" : $"; not to be told from here: {string.Join(", ", unjudged)}";
        return missing.Count > 0 ? VerificationResult.Fail($"not allowed: {string.Join(", ", missing.Select(one => one.Action))} ({missing[0].Why}){aside}", Remedy)
            : open.Count > 0 ? VerificationResult.Unknown($"could not be tried: {string.Join(", ", open.Select(one => one.Action))} ({open[0].Trouble}){aside}")
            : VerificationResult.Pass($"all {tried.Count - unjudged.Count} are allowed{aside}");
    }

    /// <summary>Null: the role's policies were not all read.</summary>
    private static bool? Grants(RoleDocuments? role, string action) =>
        role is null ? null
        : role.Inline.Any(policy => PolicyDocuments.Allows(policy.Text, action)) ? true
        : role.Attached.Count > 0 ? null
        : false;
}
