using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Anomaly;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class RootNewNetworkOwnerRule() : Rule(
    "RW-S09",
    "Sign-in from new network (ASN)",
    Severity.Medium,
    "T1078.004",
    "Ask the owner whether they were at another provider's network: at home, on the road, behind a VPN. A network of rented servers is no place for people.",
    falsePositives: "Home office, a telephone as modem, a new provider.")
{
    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        if (facts.Origin.Asn is not { } asn || !SignIn.IsRootSuccess(e, facts))
        {
            return null;
        }

        var number = asn.ToString(CultureInfo.InvariantCulture);
        var known = facts.Before.Profile.Asns;
        return Habit.IsSignInKnown(known, number) || facts.Settings.ExpectedOf(this).ExpectsNetwork(e.SourceIpAddress, asn)
            ? null
            : FirstSeen.Of(this, known, $"signed in through AS{number} {ShownText.Of(facts.Origin.AsnName, 60)}".TrimEnd() + ", a network that root did not sign in from before", $"asn {number}");
    }
}
