using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class RootCloudShellRule() : Rule(
    "RW-A06",
    "Root opened CloudShell",
    Severity.High,
    "T1059.009",
    "A shell with root's rights in AWS's own network. Ask the owner; what it did shows as root's calls from AWS addresses.",
    falsePositives: "A person who is used to it, in the wrong session.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        facts.Root.Class == RootClass.Human && (e.Is("cloudshell.amazonaws.com", "CreateEnvironment") || e.Is("cloudshell.amazonaws.com", "CreateSession"))
            ? Found(e, "opened a CloudShell", "tried to open a CloudShell")
            : null;
}
