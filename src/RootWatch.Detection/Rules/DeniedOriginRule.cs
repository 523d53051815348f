using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class DeniedOriginRule() : Rule(
    "RW-S17",
    "Sign-in from denied country",
    Severity.Critical,
    "T1078.004",
    "You said that nobody signs in from there. Unless the owner says otherwise at once: change the password, renew MFA and undo what the session did.",
    falsePositives: "A journey that nobody told of; an address that the country table places wrongly.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts) =>
        SignIn.IsRootSuccess(e, facts) && facts.Settings.ExpectedOf(this).Denies(facts.Origin.Country, e.SourceIpAddress)
            ? Found($"signed in from {(facts.Origin.Country.Length > 0 ? facts.Origin.Country : "a network")} from where nobody is expected")
            : null;
}
