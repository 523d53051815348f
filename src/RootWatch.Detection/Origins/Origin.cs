using System.Net;

namespace RootWatch.Detection.Origins;

/// <summary>What lists say of an address.</summary>
[Flags]
public enum OriginKinds
{
    None = 0,
    Tor = 1,

    /// <summary>VPNs and open proxies.</summary>
    Anonymiser = 2,

    /// <summary>Rented servers.</summary>
    Hosting = 4,

    /// <summary>Relays of large companies for their own customers: people, but not where they are.</summary>
    Relay = 8,

    /// <summary>Satellite and aircraft networks: people, but not where they are.</summary>
    Satellite = 16,

    /// <summary>Whatever the user wants to hear of.</summary>
    Watched = 32,
}

/// <summary>Somewhere within a circle on the globe.</summary>
public readonly record struct GeoCircle(double Latitude, double Longitude, double RadiusKm)
{
    private const double EarthRadiusKm = 6371;

    /// <summary>The least that lies between somebody in one circle and somebody in the other.</summary>
    public double LeastKmTo(GeoCircle other)
    {
        var (lat, otherLat) = (double.DegreesToRadians(Latitude), double.DegreesToRadians(other.Latitude));
        var halfLat = Math.Sin((otherLat - lat) / 2);
        var halfLon = Math.Sin(double.DegreesToRadians(other.Longitude - Longitude) / 2);
        var chord = (halfLat * halfLat) + (Math.Cos(lat) * Math.Cos(otherLat) * halfLon * halfLon);
        var km = 2 * EarthRadiusKm * Math.Asin(Math.Min(1, Math.Sqrt(chord)));
        return Math.Max(0, km - RadiusKm - other.RadiusKm);
    }
}

/// <summary>Where an event came from, as far as is known. What is not known is empty or null, never a guess.</summary>
public sealed record Origin
{
    public static Origin Unknown { get; } = new();

    /// <summary>Null if the record names no address.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>ISO 3166-1, two capital letters; empty if unknown.</summary>
    public string Country { get; init; } = "";

    /// <summary>The autonomous system that announces the address.</summary>
    public uint? Asn { get; init; }

    /// <summary>Whose it is, as the table spells it.</summary>
    public string AsnName { get; init; } = "";

    public GeoCircle? Place { get; init; }

    public OriginKinds Kinds { get; init; }

    /// <summary>The kinds that there are lists for: without one, an address is not innocent but unjudged.</summary>
    public OriginKinds KindsListed { get; init; }

    /// <summary>False if where the address seems to be says nothing of where the person is.</summary>
    public bool TellsPlace =>
        (Kinds & (OriginKinds.Tor | OriginKinds.Anonymiser | OriginKinds.Hosting | OriginKinds.Relay | OriginKinds.Satellite)) == 0;

    /// <summary>Empty if the record names no address.</summary>
    public string Prefix => Address is { } address ? SourceAddress.Prefix(address) : "";
}
