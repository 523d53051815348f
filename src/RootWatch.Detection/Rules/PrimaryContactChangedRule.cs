using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class PrimaryContactChangedRule() : Rule(
    "RW-B01",
    "Primary contact changed",
    Severity.High,
    "T1098",
    "Compare name, address and phone with your records: AWS support asks for them when somebody says that they own the account. Put back what nobody asked for.",
    RuleTouch.Recovery,
    falsePositives: "A move of the company, or a new account that is filled in for the first time.")
{
    /// <summary>The old billing console's form for name, e-mail address and password; the record does not say which of them.</summary>
    private const string Preferences = "SetAccountPreferences";

    public override RuleReach Reach { get; } = RuleReach.Anyone(AccountService.Source, "PutContactInformation", "PutAccountName")
        .Or(RuleReach.Anyone("billingconsole.amazonaws.com", "SetContactAddress", Preferences));

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        if (!Reach.Covers(e))
        {
            return null;
        }

        var member = MemberAccount.Of(e);
        var whose = e.EventName == Preferences ? "the account's name, or its root's e-mail address or password,"
            : member is null ? "the account's primary contact" : $"the primary contact of account {member}";
        return MemberAccount.With(Found(e, $"changed {whose} with {ShownCall.Of(e)}", $"tried to change {whose} with {ShownCall.Of(e)}"), member);
    }
}
