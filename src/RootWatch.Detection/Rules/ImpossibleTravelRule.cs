using System.Globalization;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Anomaly;
using RootWatch.Detection.Events;

namespace RootWatch.Detection.Rules;

/// <summary>
/// Any two sign-ins, not only neighbours, and an episode for each day on which the later one of two lies: so it does not
/// matter in which order they come.
/// </summary>
public sealed class ImpossibleTravelRule() : Rule(
    RuleId,
    "Impossible travel",
    Severity.High,
    "T1078.004",
    "One of the two is not the owner, or somebody shares root's password. Ask the owner which sign-in is theirs, and change the password.",
    falsePositives: "A VPN or relay that is on no list; two people who share the password.")
{
    public const string RuleId = "RW-S11";

    private static readonly RuleThreshold KmPerHour = new(
        "km-per-hour", ScoreTerms.TravelKmPerHour, 100, 20_000, "the least speed between two sign-ins that nobody travels at");

    public override IReadOnlyList<RuleThreshold> Thresholds => [KmPerHour];

    public override Finding? Look(CloudTrailEvent e, RuleFacts facts)
    {
        if (!SignIn.IsRootSuccess(e, facts) || !facts.Origin.TellsPlace
            || facts.Origin.Place is not { } place || e.EventTime is not { } time)
        {
            return null;
        }

        var speed = facts.Settings.Of(this, KmPerHour);
        var known = facts.Before.Profile.Sightings.Where(sighting => !sighting.IsAllowed).ToArray();
        var here = new Sighting(time, facts.Origin.Country, place);
        var told = Pairs(known).Where(pair => Travel.IsTooFast(pair.One, pair.Other, speed)).Select(pair => Episode(pair.One, pair.Other)).ToHashSet();
        var other = known.FirstOrDefault(sighting => Travel.IsTooFast(sighting, here, speed) && !told.Contains(Episode(sighting, here)));
        return other is null ? null : new Finding(
            this,
            Severity,
            string.Create(CultureInfo.InvariantCulture, $"signed in from {Travel.Name(here.Country, here.Place)}, {(here.Time - other.Time).Duration():hh\\:mm} hours apart from a sign-in from {Travel.Name(other.Country, other.Place)}, which is too far"),
            Episode(other, here));
    }

    private static string Episode(Sighting one, Sighting other) =>
        (one.Time > other.Time ? one : other).Time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static IEnumerable<(Sighting One, Sighting Other)> Pairs(IReadOnlyList<Sighting> sightings) =>
        sightings.SelectMany((one, index) => sightings.Skip(index + 1).Select(other => (one, other)));
}
