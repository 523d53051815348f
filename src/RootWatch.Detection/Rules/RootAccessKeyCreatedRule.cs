using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class RootAccessKeyCreatedRule() : Rule(
    "RW-C06",
    "Root access key created",
    Severity.Critical,
    "T1098.001",
    "Root should have no access key. Ask the owner; then delete the key as root in the console and look for calls made with it.",
    RuleTouch.Credentials,
    falsePositives: "Hardly any: a task that takes a root key is not known. Old set-up scripts.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        RootTarget.IsOwn(e, facts, "CreateAccessKey") && e.Succeeded ? Found(e, "created an access key for itself", "") : null;
}
