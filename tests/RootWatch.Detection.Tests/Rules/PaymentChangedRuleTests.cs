using RootWatch.Detection.Alerts;
using static RootWatch.Detection.Tests.Sample;

namespace RootWatch.Detection.Tests.Rules;

public sealed class PaymentChangedRuleTests() : RuleTest("RW-B05")
{
    private const string Payments = "payments.amazonaws.com";
    private const string Console = "billingconsole.amazonaws.com";

    protected override IEnumerable<RuleCase> Cases =>
    [
        new("a card", Severity.High, Root(Payments, "CreatePaymentInstrument")),
        new("the preferences, by a user", Severity.High, User(Payments, "UpdatePaymentPreferences")),
        new("a name that no list has", Severity.High, User(Payments, "Instruments_Create")),
        new("a card, in the record that AWS shows, which calls it a read", Severity.High, Root(Payments, "Instruments_Create", e => e["readOnly"] = true)),
        new("a read with a prefix that does not say so", Silent, Root(Console, "AWSPaymentPortalService.GetPaymentsDue", e => e.Remove("readOnly"))),
        new("another of them", Silent, Root(Payments, "Preferences_ListPaymentProfiles", e => e.Remove("readOnly"))),
        new("the old billing page", Severity.High, Root(Console, "SetFxPaymentCurrency", e => { e["eventType"] = "AwsConsoleAction"; e.Remove("readOnly"); })),
        new("terms of a currency", Severity.High, User(Console, "AcceptFxPaymentCurrencyTermsAndConditions")),
        new("refused", Severity.Medium, User(Payments, "UpdatePaymentPreferences", Denied)),
        new("a read", Silent, Root(Payments, "GetPaymentInstrument", e => e["readOnly"] = true)),
        new("a read that does not say so", Silent, Root(Console, "GetBillsForBillingPeriod", e => { e["eventType"] = "AwsConsoleAction"; e.Remove("readOnly"); })),
        new("a download that does not say so", Silent, Root(Console, "DownloadECSVForBillingPeriod", e => e.Remove("readOnly"))),
        new("the account closed, which has a rule", Silent, Root(Console, "CloseAccount")),
        new("name, e-mail or password, which has a rule", Silent, Root(Console, "SetAccountPreferences")),
        new("a contact, which has a rule", Silent, Root(Console, "SetAlternateContact")),
        new("a service that only sounds like it", Silent, User("paymentcryptography.amazonaws.com", "CreateKey")),
    ];
}
