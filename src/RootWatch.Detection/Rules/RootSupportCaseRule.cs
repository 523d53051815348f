using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class RootSupportCaseRule() : Rule(
    "RW-A08",
    "Support case opened by root",
    Severity.Medium,
    "T1578",
    "Read the case. A raised quota prepares mining; a case about sign-in or ownership may be a takeover.",
    falsePositives: "An owner who needs support and has no other user; a support plan.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        facts.Root.Class == RootClass.Human && e.Is("support.amazonaws.com", "CreateCase") ? Found(e, "opened a support case", "tried to open a support case") : null;
}
