using RootWatch.Detection.Alerts;
using RootWatch.Detection.Anomaly;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class RootNewPrefixRule() : Rule(
    "RW-S10",
    "Sign-in from new city or IP prefix",
    Severity.Low,
    "T1078.004",
    "Nothing by itself: providers give out new addresses. Look at country and network owner, and at what the session did.",
    falsePositives: "Most providers change addresses now and then.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        var prefix = facts.Origin.Prefix;
        var known = facts.Before.Profile.Prefixes;
        return prefix.Length == 0 || !SignIn.IsRootSuccess(e, facts) || Habit.IsSignInKnown(known, prefix)
            || facts.Settings.ExpectedOf(this).ExpectsNetwork(e.SourceIpAddress, facts.Origin.Asn)
            ? null
            : FirstSeen.Of(this, known, $"signed in from {prefix}, a range that root did not sign in from before", $"prefix {prefix}");
    }
}
