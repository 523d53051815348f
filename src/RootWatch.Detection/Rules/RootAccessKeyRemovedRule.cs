using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class RootAccessKeyRemovedRule() : Rule(
    "RW-C09",
    "Root access key deactivated/deleted",
    Severity.Info,
    "T1070",
    "Good if it was planned. If not: it may be an intruder clearing up; read what the key was used for.",
    falsePositives: "Clearing up, which is what one hopes for.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        RootTarget.IsOwn(e, facts, "DeleteAccessKey") ? Found(e, "deleted one of its access keys", "tried to delete one of its access keys")
            : RootTarget.IsOwn(e, facts, "UpdateAccessKey") && e.Parameter("status").Equals("Inactive", StringComparison.OrdinalIgnoreCase)
                ? Found(e, "deactivated one of its access keys", "tried to deactivate one of its access keys")
            : null;
}
