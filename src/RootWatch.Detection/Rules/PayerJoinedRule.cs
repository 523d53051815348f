using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class PayerJoinedRule() : Rule(
    "RW-B07",
    "Account joins another payer",
    Severity.High,
    "T1666",
    "Find out whose organisation it is. In a stranger's one the account gets the stranger's policies, and its root can be managed from there; leave it. Whoever was given the bills sees and sets what they show; end the transfer.",
    falsePositives: "An account that moves between the organisations of one customer; a merger; a reseller that takes over the bills.")
{
    private const string Billing = "consolidatedbilling.amazonaws.com";

    public override RuleReach Reach { get; } = RuleReach.Anyone(
            Organization.Source, "InviteAccountToOrganization", "InviteOrganizationToTransferResponsibility", "AcceptHandshake", "ResponsibilityTransferAccepted")
        .Or(RuleReach.AnyCallOf(Billing));

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        e.EventSource.Equals(Billing, StringComparison.OrdinalIgnoreCase)
            ? e.IsWrite ? Found(e, $"changed who pays with {ShownCall.Of(e)}", $"tried to change who pays with {ShownCall.Of(e)}") : null
        : !Reach.Covers(e) ? null
        : e.EventName switch
        {
            "InviteAccountToOrganization" => Found(e, "invited an account into the organisation", "tried to invite an account into the organisation"),
            "InviteOrganizationToTransferResponsibility" =>
                Found(e, "offered to take over the bills of another organisation", "tried to offer to take over the bills of another organisation"),
            "ResponsibilityTransferAccepted" => Found("reported that a payer was given the bills of another organisation,"),
            _ => e.ResponseElements.GetValueOrDefault("handshake.action", "INVITE") switch
            {
                "INVITE" => Found(e, "accepted the invitation of an organisation", "tried to accept the invitation of an organisation"),
                "TRANSFER_RESPONSIBILITY" => Found(e, "gave the organisation's bills to another payer", "tried to give the organisation's bills to another payer"),
                _ => null,
            },
        };
}
