using RootWatch.Detection.Alerts;
using RootWatch.Detection.Anomaly;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class RootNewPrefixRule() : FirstSeenRule(
    "RW-S10",
    "Sign-in from new city or IP prefix",
    Severity.Low,
    "T1078.004",
    "Nothing by itself: providers give out new addresses. Look at country and network owner, and at what the session did.",
    "Most providers change addresses now and then.")
{
    protected override SignInPlace? PlaceOf(CloudTrailEvent e, RuleFacts facts) => facts.Origin.Prefix is { Length: > 0 } prefix
        ? new SignInPlace(
            prefix,
            $"prefix {prefix}",
            facts.Settings.ExpectedOf(this).ExpectsNetwork(e.SourceIpAddress, facts.Origin.Asn)
                ? ""
                : $"signed in from {prefix}, a range that root did not sign in from before")
        : null;

    protected override IReadOnlyList<Habit> Known(AccountProfile profile) => profile.Prefixes;
}
