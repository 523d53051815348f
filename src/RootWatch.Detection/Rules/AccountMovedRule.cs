using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class AccountMovedRule() : Rule(
    "RW-O09",
    "Account moved between OUs",
    Severity.Medium,
    "T1666",
    "Compare the policies of both units: which ones bind the account no longer?",
    falsePositives: "A new account that is sorted in; automation such as Control Tower.")
{
    public override RuleReach Reach { get; } = RuleReach.Anyone(Organization.Source, "MoveAccount");

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        var which = e.Parameter("accountId") is { Length: > 0 } id ? ShownText.Of(id, 32) : "an account";
        return Reach.Covers(e) ? Found(e, $"moved {which} to another organisational unit, called", $"tried to move {which} to another organisational unit, called") : null;
    }
}
