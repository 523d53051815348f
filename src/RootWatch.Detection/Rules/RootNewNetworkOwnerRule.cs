using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Anomaly;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

public sealed class RootNewNetworkOwnerRule() : FirstSeenRule(
    "RW-S09",
    "Sign-in from new network (ASN)",
    Severity.Medium,
    "T1078.004",
    "Ask the owner whether they were at another provider's network: at home, on the road, behind a VPN. A network of rented servers is no place for people.",
    "Home office, a telephone as modem, a new provider.")
{
    protected override SignInPlace? PlaceOf(CloudTrailEvent e, RuleFacts facts)
    {
        if (facts.Origin.Asn is not { } asn)
        {
            return null;
        }

        var number = asn.ToString(CultureInfo.InvariantCulture);
        return new SignInPlace(
            number,
            $"asn {number}",
            facts.Settings.ExpectedOf(this).ExpectsNetwork(e.SourceIpAddress, asn)
                ? ""
                : $"signed in through AS{number} {ShownText.Of(facts.Origin.AsnName, 60)}".TrimEnd() + ", a network that root did not sign in from before");
    }

    protected override IReadOnlyList<Habit> Known(AccountProfile profile) => profile.Asns;
}
