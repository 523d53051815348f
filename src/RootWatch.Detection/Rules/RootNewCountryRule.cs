using RootWatch.Detection.Alerts;
using RootWatch.Detection.Anomaly;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class RootNewCountryRule() : FirstSeenRule(
    "RW-S08",
    "Sign-in from new country",
    Severity.High,
    "T1078.004",
    "Ask the owner whether they are there. If not: the password is known to somebody else; change it, and look at what the session did.",
    "A journey; a VPN that leaves in another country; an address that the country table places wrongly.")
{
    protected override SignInPlace? PlaceOf(CloudTrailEvent e, RuleFacts facts) => facts.Origin.Country is { Length: > 0 } country
        ? new SignInPlace(
            country,
            $"country {country}",
            facts.Settings.ExpectedOf(this).Countries.Contains(country) ? "" : $"signed in from {country}, a country that root did not sign in from before")
        : null;

    protected override IReadOnlyList<Habit> Known(AccountProfile profile) => profile.Countries;
}
