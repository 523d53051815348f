using RootWatch.Detection.Events;
using RootWatch.Detection.Rules;
using RootWatch.Detection.Settings;

namespace RootWatch.Detection;

/// <summary>
/// For readers of whole archives, who cannot keep every event until the end: which ones <see cref="AccountWatch"/> needs.
/// </summary>
public static class EventRelevance
{
    /// <summary>
    /// False only if the event neither raises an alert nor changes the state, whatever the state is and whatever came
    /// before. A rule that asks the state about events of others than root has its question answered with yes here.
    /// </summary>
    /// <param name="roleName">Of RootWatch's own role, which some rules ask after; null if it can be any.</param>
    public static bool MayMatter(CloudTrailEvent e, string? roleName = null) => MayMatter(e, RuleIndex.OfCatalogue.Covering(e), roleName);

    /// <summary>
    /// The same by the word of some rules. Asked of all rules there are, it trusts no rule's reach, and is slow: what tests
    /// hold the reaches to.
    /// </summary>
    public static bool MayMatter(CloudTrailEvent e, CoveringRules asked, string? roleName = null)
    {
        var verdict = RootPredicate.Judge(e);
        if (verdict.IsRoot || e.SigmaMatches.Count > 0)
        {
            return true;
        }

        if (asked.Looking.IsEmpty && asked.Remembering.IsEmpty)
        {
            return false;
        }

        var facts = new RuleFacts(verdict, WatchState.Empty, DetectionSettings.Default) { RoleName = roleName ?? e.Parameter("roleName") };
        if (Matters(e, asked, facts))
        {
            return true;
        }

        // Only now, as it takes a look into the parameters.
        var knowing = KnowingAllThatIsNamed(e);
        return !ReferenceEquals(knowing, WatchState.Empty) && Matters(e, asked, facts with { Before = knowing });
    }

    private static bool Matters(CloudTrailEvent e, CoveringRules asked, RuleFacts facts)
    {
        foreach (var rule in asked.Looking.Span)
        {
            if (rule.Look(e, facts) is not null)
            {
                return true;
            }
        }

        foreach (var remember in asked.Remembering.Span)
        {
            if (!ReferenceEquals(remember(facts.Before, e, facts), facts.Before))
            {
                return true;
            }
        }

        return false;
    }

    private static WatchState KnowingAllThatIsNamed(CloudTrailEvent e)
    {
        var (serial, bucket, policy) = (e.Parameter("serialNumber"), e.Parameter("bucketName"), e.Parameter("policyId"));
        return serial.Length + bucket.Length + policy.Length == 0 ? WatchState.Empty : WatchState.Empty with
        {
            RootMfaDevices = serial.Length == 0 ? [] : [new RootMfaDevice(serial)],
            TrailBuckets = bucket.Length == 0 ? [] : [new TrailBucket(bucket, DateTimeOffset.MinValue)],
            OrganizationPolicies = policy.Length == 0 ? [] : [new OrganizationPolicy(policy, [new PolicyWriting(DateTimeOffset.MinValue, NamesRoot: true)])],
        };
    }
}
