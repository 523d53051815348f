using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class RootAccessKeyUsedRule() : Rule(
    "RW-C07",
    "Root access key used",
    Severity.Critical,
    "T1078.004, T1552.001",
    "Find the program or person that holds the key, move it to a role, then deactivate and delete the key. If nobody knows the address: deactivate the key now.",
    falsePositives: "An old program that was never moved to a role: known is not the same as harmless.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        facts.Root.IsRoot && IsLongLived(e) ? Found($"used a long-lived access key to call {ShownCall.Of(e)}") : null;

    /// <summary>Keys of sessions begin with ASIA.</summary>
    public static bool IsLongLived(CloudTrailEvent e) => e.Identity.AccessKeyId.StartsWith("AKIA", StringComparison.Ordinal);
}
