using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class AlternateContactChangedRule() : Rule(
    "RW-B02",
    "Alternate contact changed",
    Severity.High,
    "T1098, T1562",
    "Compare the contact with your records. AWS writes to the security contact when it sees the account abused: whoever changed it may want that nobody reads this.",
    RuleTouch.Recovery,
    falsePositives: "A contact that has left the company; a new account.")
{
    public override RuleReach Reach { get; } = RuleReach.Anyone(AccountService.Source, "PutAlternateContact", "DeleteAlternateContact")
        .Or(RuleReach.Anyone("billingconsole.amazonaws.com", "SetAlternateContact", "SetAlternateContacts", "SetAdditionalContacts"));

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        if (!Reach.Covers(e))
        {
            return null;
        }

        var member = MemberAccount.Of(e);
        var type = AccountService.Parameter(e, "alternateContactType");
        var which = type.Length > 0 ? ShownText.Of(type, 32).ToLowerInvariant() + " contact" : "alternate contacts";
        var whose = member is null ? $"the account's {which}" : $"the {which} of account {member}";
        var finding = MemberAccount.With(Found(e, $"changed {whose} with {ShownCall.Of(e)}", $"tried to change {whose} with {ShownCall.Of(e)}"), member);
        var maySecurity = e.ParametersOmitted || type.Equals("SECURITY", StringComparison.OrdinalIgnoreCase);
        return e.Succeeded && maySecurity ? finding with { Severity = Severity.Critical } : finding;
    }
}
