using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>
/// By STS with root's key, or by the sign-in service out of a console session: <c>aws login</c> and agents that root lets in
/// take theirs from CreateOAuth2Token or a call named after it.
/// </summary>
public sealed class RootTemporaryCredentialsRule() : Rule(
    "RW-C17",
    "Root minted temporary credentials",
    Severity.Critical,
    "T1550.001",
    "They work for up to 36 hours and may survive a change of the password. Ask the owner; if nobody did: delete root's access keys, which ends their sessions, change the password, and call AWS support.",
    RuleTouch.Credentials,
    falsePositives: "A script of the owner's that lists an account with root's key; the owner's own `aws login`, which renews its credentials and is told each time.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        facts.Root.IsRoot && IsMinting(e)
            ? Found(e, "made temporary credentials of root", "tried to make temporary credentials of root")
            : null;

    private static bool IsMinting(CloudTrailEvent e) =>
        e.Is("sts.amazonaws.com", "GetFederationToken") || e.Is("sts.amazonaws.com", "GetSessionToken")
        || (e.EventSource.Equals(SignIn.Source, StringComparison.OrdinalIgnoreCase) && e.EventName.StartsWith("CreateOAuth2Token", StringComparison.Ordinal));
}
