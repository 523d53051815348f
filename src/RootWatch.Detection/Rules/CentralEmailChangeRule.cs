using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>Any caller: it lands in the account of the caller, usually the organisation's management account.</summary>
public sealed class CentralEmailChangeRule() : Rule(
    "RW-C05",
    "Central email change started/accepted",
    Severity.Critical,
    "T1098",
    "Find the approval for the new address. If there is none: look at who called it, take away their rights and set the address back.",
    RuleTouch.Credentials | RuleTouch.Recovery,
    falsePositives: "A move of members' mailboxes from the management account that somebody approved.")
{
    public override RuleReach Reach { get; } = RuleReach.Anyone(AccountService.Source, "StartPrimaryEmailUpdate", "AcceptPrimaryEmailUpdate");

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        if (!Reach.Covers(e))
        {
            return null;
        }

        var member = MemberAccount.Of(e);
        var whose = member is null ? "" : $" of account {member}";
        var finding = e.Is(AccountService.Source, "StartPrimaryEmailUpdate")
            ? Found(e, $"began to change the root e-mail address{whose}", $"tried to change the root e-mail address{whose}")
            : Found(e, $"confirmed a new root e-mail address{whose}", $"tried to confirm a new root e-mail address{whose}");
        return MemberAccount.With(finding, member);
    }
}
