using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class AccountClosedRule() : Rule(
    "RW-B04",
    "Account closed",
    Severity.Critical,
    "T1485",
    "If nobody decided this: open a case with AWS support at once. A closed account can be reopened within 90 days; after that all that is in it is gone.",
    falsePositives: "An account that is given up, which somebody approved.")
{
    public override RuleReach Reach { get; } = RuleReach.Anyone(AccountService.Source, "CloseAccount")
        .Or(RuleReach.Anyone(Organization.Source, "CloseAccount"))
        .Or(RuleReach.Anyone("billingconsole.amazonaws.com", "CloseAccount"));

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        var which = MemberAccount.Of(e) is { } member ? $"the account {member}, called" : "the account itself, called";
        return Reach.Covers(e) ? Found(e, $"closed {which}", $"tried to close {which}") : null;
    }
}
