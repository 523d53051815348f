using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class RootAccessKeyActivatedRule() : Rule(
    "RW-C08",
    "Root access key (re)activated",
    Severity.Critical,
    "T1098.001",
    "A key that had been switched off works again. Ask the owner; then delete it instead of deactivating it.",
    RuleTouch.Credentials,
    falsePositives: "A key that was switched off too early and is needed until its program has moved.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        RootTarget.IsOwn(e, facts, "UpdateAccessKey") && (e.ParametersOmitted || Is(e, "Active"))
            ? Found(e, "activated one of its access keys", "tried to activate one of its access keys")
            : null;

    private static bool Is(CloudTrailEvent e, string status) => e.Parameter("status").Equals(status, StringComparison.OrdinalIgnoreCase);
}
