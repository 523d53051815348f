using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class RootTemporaryCredentialsRule() : Rule(
    "RW-C17",
    "Root minted temporary credentials",
    Severity.Critical,
    "T1550.001",
    "They work for up to 36 hours and survive a change of the password. Ask the owner; if nobody did: delete root's access keys, which ends their sessions, and call AWS support.",
    RuleTouch.Credentials,
    falsePositives: "A script of the owner's that lists an account with root's key.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        facts.Root.IsRoot && (e.Is("sts.amazonaws.com", "GetFederationToken") || e.Is("sts.amazonaws.com", "GetSessionToken"))
            ? Found(e, "made temporary credentials of root", "tried to make temporary credentials of root")
            : null;
}
