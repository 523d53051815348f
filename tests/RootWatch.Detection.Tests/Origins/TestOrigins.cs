using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using RootWatch.Detection.Origins;

namespace RootWatch.Detection.Tests.Origins;

/// <summary>A small world: who sits where in the ranges that are set aside for documentation.</summary>
internal sealed class TestOrigins : IOriginTable
{
    public const string Office = "198.51.100.7";
    public const string OfficeOtherRange = "198.51.101.7";
    public const string Hotel = "192.0.2.7";
    public const string Cloud = "203.0.113.7";
    public const string TorExit = "203.0.113.66";
    public const string Vpn = "100.64.1.7";
    public const string Relay = "100.64.2.7";
    public const string Unknown = "10.9.8.7";

    private const OriginKinds Listed = OriginKinds.Tor | OriginKinds.Anonymiser | OriginKinds.Hosting | OriginKinds.Relay | OriginKinds.Satellite;

    private static readonly GeoCircle Frankfurt = new(50.1, 8.7, 50);
    private static readonly GeoCircle Paris = new(48.9, 2.4, 50);
    private static readonly GeoCircle NewYork = new(40.7, -74.0, 100);

    public static TestOrigins Instance { get; } = new();

    public Origin Find(IPAddress address)
    {
        var origin = address.ToString() switch
        {
            Office or OfficeOtherRange => new Origin { Country = "DE", Asn = 64496, AsnName = "Office Telecom", Place = Frankfurt },
            Hotel => new Origin { Country = "FR", Asn = 64501, AsnName = "Hotel Net", Place = Paris },
            Cloud => new Origin { Country = "US", Asn = 64500, AsnName = "Rented Servers", Place = NewYork, Kinds = OriginKinds.Hosting },
            TorExit => new Origin { Country = "US", Asn = 64500, AsnName = "Rented Servers", Place = NewYork, Kinds = OriginKinds.Tor | OriginKinds.Hosting },
            Vpn => new Origin { Country = "NL", Asn = 64502, AsnName = "Hide And Seek", Place = Paris, Kinds = OriginKinds.Anonymiser },
            Relay => new Origin { Country = "US", Asn = 64503, AsnName = "Relay", Place = NewYork, Kinds = OriginKinds.Relay },
            _ => Origin.Unknown,
        };
        return origin with { Address = address, KindsListed = Listed };
    }

    /// <summary>Sets when and from where an event came, and gives it an id of its own.</summary>
    public static Action<JsonObject> From(string address, string time) => e =>
    {
        var moment = DateTimeOffset.Parse(time, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        e["sourceIPAddress"] = address;
        e["eventTime"] = moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var id = $"{time}|{address}|{e["eventName"]}".Aggregate(17L, (hash, c) => unchecked((hash * 31) + c));
        e["eventID"] = $"0a1b2c3d-0000-4000-8000-{id & 0xffffffffffff:x12}";
    };

    /// <summary>What an account remembers of events, with this table.</summary>
    public static WatchState After(params JsonObject[] records) => Advance(WatchState.Empty, records).State;

    public static WatchStep Advance(WatchState state, params JsonObject[] records) => AccountWatch.Advance(
        state, Sample.Subject with { Origins = Instance }, [.. records.Select(record => record.ToJsonString())], Sample.Now);
}
