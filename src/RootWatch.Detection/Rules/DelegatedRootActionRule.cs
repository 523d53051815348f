using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class DelegatedRootActionRule() : Rule(
    "RW-O08",
    "Action inside an AssumeRoot session",
    Severity.Info,
    "T1548.005",
    "Compare with the AssumeRoot event in the management account: who took the session, with which task policy.",
    falsePositives: "Audits of root credentials from the management account, which can be many reads.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        facts.Root.Class == RootClass.Delegated ? Found($"called {ShownCall.Of(e)}") : null;
}
