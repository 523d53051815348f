using RootWatch.Detection.Alerts;
using RootWatch.Detection.Anomaly;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>An episode: the alert is about the country, so its id is the same whichever sign-in from it is seen first. So are the next two.</summary>
public sealed class RootNewCountryRule() : Rule(
    "RW-S08",
    "Sign-in from new country",
    Severity.High,
    "T1078.004",
    "Ask the owner whether they are there. If not: the password is known to somebody else; change it, and look at what the session did.",
    falsePositives: "A journey; a VPN that leaves in another country; an address that the country table places wrongly.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        var country = facts.Origin.Country;
        var known = facts.Before.Profile.Countries;
        if (country.Length == 0 || !SignIn.IsRootSuccess(e, facts) || Habit.IsSignInKnown(known, country)
            || facts.Settings.ExpectedOf(this).Countries.Contains(country))
        {
            return null;
        }

        return FirstSeen.Of(this, known, $"signed in from {country}, a country that root did not sign in from before", $"country {country}");
    }
}
