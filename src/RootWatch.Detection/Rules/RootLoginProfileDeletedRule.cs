using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class RootLoginProfileDeletedRule() : Rule(
    "RW-C15",
    "Root login profile deleted",
    Severity.Info,
    "T1098",
    "Expected when root's credentials are managed from the organisation. Otherwise ask who took the AssumeRoot session.",
    falsePositives: "The organisation removes root's credentials from its members: wanted.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        facts.Root.Class == RootClass.Delegated && e.Is(RootTarget.Source, "DeleteLoginProfile")
            ? Found(e, "deleted root's login profile", "tried to delete root's login profile")
            : null;
}
