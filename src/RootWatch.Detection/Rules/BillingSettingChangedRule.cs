using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class BillingSettingChangedRule() : Rule(
    "RW-B06",
    "Billing, tax or invoice setting changed",
    Severity.Medium,
    "T1098",
    "Ask the owner of the bill. Look at where invoices go: an intruder who changes that wants the costs to be noticed late.",
    falsePositives: "Bookkeeping.")
{
    public override RuleReach Reach { get; } = RuleReach.AnyCallOf(
        "billing.amazonaws.com", "tax.amazonaws.com", "taxconsole.amazonaws.com", "invoicing.amazonaws.com",
        "purchase-orders.amazonaws.com", "customer-verification.amazonaws.com");

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        Reach.Covers(e) && e.IsWrite
            ? Found(e, $"changed a billing setting with {ShownCall.Of(e)}", $"tried to change a billing setting with {ShownCall.Of(e)}")
            : null;
}
