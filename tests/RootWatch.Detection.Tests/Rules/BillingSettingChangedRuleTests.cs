using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class BillingSettingChangedRuleTests() : RuleTest("RW-B06")
{
    protected override IEnumerable<RuleCase> Cases =>
    [
        new("preferences", Severity.Medium, Root("billing.amazonaws.com", "UpdateBillingPreferences")),
        new("tax registration", Severity.Medium, User("tax.amazonaws.com", "PutTaxRegistration")),
        new("tax exemption case", Severity.Medium, User("taxconsole.amazonaws.com", "CreateCustomerCase")),
        new("invoice unit", Severity.Medium, User("invoicing.amazonaws.com", "CreateInvoiceUnit")),
        new("purchase order", Severity.Medium, User("purchase-orders.amazonaws.com", "AddPurchaseOrder")),
        new("verification", Severity.Medium, Root("customer-verification.amazonaws.com", "UpdateCustomerVerificationDetails")),
        new("refused", Severity.Medium, User("tax.amazonaws.com", "DeleteTaxRegistration", Denied)),
        new("a read", Silent, User("taxconsole.amazonaws.com", "BatchGetTaxExemptions", e => e["readOnly"] = true)),
        new("a read that does not say so", Silent, User("purchase-orders.amazonaws.com", "ListPurchaseOrders", e => e.Remove("readOnly"))),
        new("billing conductor, which prices and does not pay", Silent, User("billingconductor.amazonaws.com", "CreatePricingRule")),
    ];
}
