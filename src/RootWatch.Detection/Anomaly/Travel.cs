using System.Globalization;
using RootWatch.Detection.Origins;

namespace RootWatch.Detection.Anomaly;

/// <summary>Whether one person can have been in two places.</summary>
internal static class Travel
{
    /// <summary>What clocks, and sign-ins within one minute, may be apart for nothing.</summary>
    private static readonly TimeSpan ElapsedMin = TimeSpan.FromMinutes(1);

    /// <summary>In either direction of time: the least distance between the places, over the time between.</summary>
    public static bool IsTooFast(Sighting other, ScoredEvent e, double kmPerHour) =>
        e.Place is { } place && e.Time is { } time && IsTooFast(other, new Sighting(time, e.Country, place), kmPerHour);

    public static bool IsTooFast(Sighting one, Sighting other, double kmPerHour)
    {
        var elapsed = (one.Time - other.Time).Duration();
        return one.Place.LeastKmTo(other.Place) > kmPerHour * (elapsed < ElapsedMin ? ElapsedMin : elapsed).TotalHours;
    }

    /// <summary>For people, and to tell journeys apart.</summary>
    public static string Name(string country, GeoCircle place) =>
        string.Create(CultureInfo.InvariantCulture, $"{(country.Length > 0 ? country + " " : "")}({place.Latitude:0},{place.Longitude:0})");
}
