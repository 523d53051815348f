using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class PayerJoinedRule() : Rule(
    "RW-B07",
    "Account joins another payer",
    Severity.High,
    "T1666",
    "Find out whose organisation it is. In a stranger's one the account gets the stranger's policies, and its root can be managed from there; leave it.",
    falsePositives: "An account that moves between the organisations of one customer; a merger.")
{
    private const string Billing = "consolidatedbilling.amazonaws.com";

    public override RuleReach Reach { get; } = RuleReach.Anyone(Organization.Source, "InviteAccountToOrganization", "AcceptHandshake")
        .Or(RuleReach.AnyCallOf(Billing));

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        e.Is(Organization.Source, "InviteAccountToOrganization") ? Found(e, "invited an account into the organisation", "tried to invite an account into the organisation")
            : e.Is(Organization.Source, "AcceptHandshake") && e.ResponseElements.GetValueOrDefault("handshake.action", "INVITE") == "INVITE"
                ? Found(e, "accepted the invitation of an organisation", "tried to accept the invitation of an organisation")
            : e.EventSource.Equals(Billing, StringComparison.OrdinalIgnoreCase) && e.IsWrite
                ? Found(e, $"changed who pays with {ShownCall.Of(e)}", $"tried to change who pays with {ShownCall.Of(e)}")
            : null;
}
