using RootWatch.Aws;
using RootWatch.Detection.Posture;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Posture;

/// <summary>The service control policies from the account up to the organization's root: those of each step are in force for it.</summary>
internal static class ControlPolicyWalk
{
    // Five levels of units are all that AWS allows.
    private const int StepsMax = 8;

    public static async Task<Fact<IReadOnlyList<ControlPolicy>>> Read(
        PostureCalls calls, AccountRegistration account, PostureFacts facts, Fact<IReadOnlyList<ControlPolicy>>? before, CancellationToken stop)
    {
        if (facts.Organization.Value is not { HasAllFeatures: true } organization || organization.ManagementAccountId == account.AccountId)
        {
            return Fact.NotAsked<IReadOnlyList<ControlPolicy>>();
        }

        return calls.IsDenied(before) ? before! : calls.FactOf(await Walk(calls, account, facts, stop), before, policies => (IReadOnlyList<ControlPolicy>)policies);
    }

    private static async Task<(List<ControlPolicy>? Value, AwsFailure? Failure)> Walk(PostureCalls calls, AccountRegistration account, PostureFacts facts, CancellationToken stop)
    {
        var organizations = calls.Clients.Organizations;
        string home = account.HomeRegion();
        List<ControlPolicy> policies = [];
        string target = account.AccountId;
        for (int step = 0; step < StepsMax; step++)
        {
            var (attached, refused) = await calls.Ask((session, token) => organizations.ListPoliciesForTargetAsync(target, session, home, token), stop);
            if (refused is not null)
            {
                return (null, refused);
            }

            foreach (var policy in attached!.Policies.Where(policy => policy.Id is not null))
            {
                bool denies = false;
                if (!policy.AwsManaged)
                {
                    var (document, unread) = await calls.Ask((session, token) => organizations.DescribePolicyAsync(policy.Id!, session, home, token), stop);
                    if (unread is not null)
                    {
                        return (null, unread);
                    }

                    denies = PolicyDocuments.DeniesRoot(document!.Content, facts.RootArn);
                }

                policies.Add(new ControlPolicy(policy.Id!, target, denies));
            }

            if (target.StartsWith("r-", StringComparison.Ordinal))
            {
                return (policies, null);
            }

            var (above, lost) = await calls.Ask((session, token) => organizations.ListParentsAsync(target, session, home, token), stop);
            if (lost is not null || above!.Parents.Count == 0)
            {
                return (null, lost ?? Malformed(home, "an account without a parent"));
            }

            target = above.Parents[0].Id;
        }

        return (null, Malformed(home, "the way to the organization's root does not end"));
    }

    private static AwsFailure Malformed(string home, string what) => new(AwsFailureReason.Malformed, "organizations", "ListParents", home, null, what);
}
