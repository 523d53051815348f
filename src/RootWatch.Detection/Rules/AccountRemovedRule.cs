using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class AccountRemovedRule() : Rule(
    "RW-O02",
    "Account removed from organisation",
    Severity.Critical,
    "T1666",
    "The organisation's policies bind the removed account no longer. If nobody decided this: invite it back and look at who called.",
    RuleTouch.Guards,
    falsePositives: "An account that is sold or split off.")
{
    public override RuleReach Reach { get; } = RuleReach.Anyone(Organization.Source, "RemoveAccountFromOrganization");

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        var which = e.Parameter("accountId") is { Length: > 0 } id ? ShownText.Of(id, 32) : "an account";
        return Reach.Covers(e) ? Found(e, $"removed {which} from the organisation, called", $"tried to remove {which} from the organisation, called") : null;
    }
}
