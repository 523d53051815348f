using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class OrganizationLeftRule() : Rule(
    "RW-O01",
    "Account left organisation",
    Severity.Critical,
    "T1666",
    "The organisation's policies bind the account no longer. If nobody decided this: invite it back, and change root's password before anything else.",
    RuleTouch.Guards,
    falsePositives: "An account that is sold or split off.")
{
    public override RuleReach Reach { get; } = RuleReach.Anyone(Organization.Source, "LeaveOrganization");

    /// <summary>That somebody tried is worth more than with other refused calls: there is hardly a reason to.</summary>
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        !e.Is(Organization.Source, "LeaveOrganization") ? null
            : e.Succeeded ? Found("took the account out of its organisation, called")
            : new Finding(this, Severity.High, "tried to take the account out of its organisation, and failed,");
}
