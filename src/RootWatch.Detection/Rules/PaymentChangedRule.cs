using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class PaymentChangedRule() : Rule(
    "RW-B05",
    "Payment method or preference changed",
    Severity.High,
    "T1496, T1098",
    "Compare the payment methods with your records and take out what nobody knows. Look for what an intruder would run on another's card or yours.",
    falsePositives: "A card that expired; the move to invoices.")
{
    public override RuleReach Reach { get; } = RuleReach.AnyCallOf("payments.amazonaws.com", "billingconsole.amazonaws.com");

    private static readonly string[] Others =
        ["CloseAccount", "SetAccountPreferences", "SetContactAddress", "SetAlternateContact", "SetAlternateContacts", "SetAdditionalContacts"];

    /// <summary>
    /// The record that AWS shows of a new card, <c>Instruments_Create</c>, says readOnly: true
    /// (https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/logging-using-cloudtrail.html).
    /// </summary>
    private static readonly string[] Changes = ["Create", "Update", "Delete", "Set", "Put", "Add", "Remove", "Accept", "Replace", "Redeem"];

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        Reach.Covers(e) && (e.IsWrite || CloudTrailEvent.Begins(e.Verb, Changes)) && !Others.Contains(e.EventName)
            ? Found(e, $"changed payments with {ShownCall.Of(e)}", $"tried to change payments with {ShownCall.Of(e)}")
            : null;
}
