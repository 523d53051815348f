using System.Net;
using MaxMind.Db;
using RootWatch.Detection.Origins;

namespace RootWatch.Origins;

/// <summary>What a file is there to tell.</summary>
public enum MaxMindUse
{
    /// <summary>Countries; places too, if it has them.</summary>
    Country,

    /// <summary>Autonomous systems.</summary>
    Asn,
}

/// <summary>A table in MaxMind's file format, in memory. Safe for concurrent use.</summary>
public sealed class MaxMindFile
{
    private const int NameCharsMax = 64;

    /// <summary>So many entries are looked at to know what is in a file.</summary>
    private const int EntriesTried = 64;

    /// <summary>And so many addresses, to find out at the start and not at an alert that a file is damaged.</summary>
    private const int AddressesTried = 4096;

    private readonly Reader _reader;

    private MaxMindFile(Reader reader) => _reader = reader;

    /// <summary>When it was made.</summary>
    public DateTimeOffset Built => new(_reader.Metadata.BuildDate.ToUniversalTime());

    /// <summary>Of a content that a test has tried: nothing is tried again.</summary>
    internal static MaxMindFile OfShipped(Stream content) => new(new Reader(content));

    /// <summary>The same of a file, which is mapped: what nobody asks for is not read.</summary>
    internal static MaxMindFile OfShipped(string path) => new(new Reader(path, FileAccessMode.MemoryMapped));

    /// <summary>Null with the reason if the content cannot serve the use.</summary>
    public static (MaxMindFile? File, string Problem) Open(byte[] content, MaxMindUse use)
    {
        try
        {
            MaxMindFile file = new(new Reader(new MemoryStream(content)));
            file.TryAddresses();
            return file.Has(use) ? (file, "") : (null, use == MaxMindUse.Country
                ? "has no countries in it; is it an ASN table? Name it with --geo-asn then"
                : "has no autonomous systems (ASN) in it; is it a country table? Name it with --geo-country then");
        }
        catch (Exception trouble) when (IsDamage(trouble))
        {
            return (null, $"is no table in MaxMind's format, or is damaged ({trouble.GetType().Name}); get it again, or leave the option out");
        }
    }

    /// <summary>Adds what the file tells of an address. Nothing, where it is damaged.</summary>
    public Origin AddTo(Origin origin, IPAddress address, MaxMindUse use)
    {
        Dictionary<string, object>? entry;
        try
        {
            entry = _reader.Find<Dictionary<string, object>>(address);
        }
        catch (Exception trouble) when (IsDamage(trouble))
        {
            return origin;
        }

        if (entry is null)
        {
            return origin;
        }

        return use == MaxMindUse.Asn
            ? origin with { Asn = Asn(entry), AsnName = AsnName(entry) }
            : origin with { Country = Country(entry), Place = Place(entry) };
    }

    private void TryAddresses()
    {
        // A step that is no round number, so that the addresses lie all over the place.
        uint address = 0;
        for (int i = 0; i < AddressesTried; i++)
        {
            address = unchecked(address + 2_654_435_769);
            _reader.Find<Dictionary<string, object>>(new IPAddress(BitConverter.GetBytes(address)));
        }
    }

    private bool Has(MaxMindUse use) => _reader.FindAll<Dictionary<string, object>>().Take(EntriesTried)
        .Any(node => use == MaxMindUse.Asn ? Asn(node.Data) is not null : Country(node.Data).Length > 0);

    /// <summary>What the reader throws at bytes that are not as they should be.</summary>
    private static bool IsDamage(Exception trouble) =>
        trouble is InvalidDatabaseException or DeserializationException or ArgumentException or IndexOutOfRangeException
            or InvalidCastException or OverflowException or IOException or FormatException or NotSupportedException or InvalidOperationException;

    /// <summary>As GeoLite2 and DB-IP have it (<c>country.iso_code</c>), ip-location-db and IPinfo (<c>country_code</c>), or older IPinfo (<c>country</c>).</summary>
    private static string Country(Dictionary<string, object> entry)
    {
        object? code = entry.GetValueOrDefault("country") is Dictionary<string, object> country
            ? country.GetValueOrDefault("iso_code")
            : entry.GetValueOrDefault("country_code") ?? entry.GetValueOrDefault("country");
        return code is string { Length: 2 } text && text.All(char.IsAsciiLetter) ? text.ToUpperInvariant() : "";
    }

    /// <summary>A place without a radius could be anywhere, and is none.</summary>
    private static GeoCircle? Place(Dictionary<string, object> entry)
    {
        return entry.GetValueOrDefault("location") is Dictionary<string, object> location
            && Number(location.GetValueOrDefault("latitude")) is { } latitude && Math.Abs(latitude) <= 90
            && Number(location.GetValueOrDefault("longitude")) is { } longitude && Math.Abs(longitude) <= 180
            && Number(location.GetValueOrDefault("accuracy_radius")) is { } radius && radius > 0
            ? new GeoCircle(latitude, longitude, radius)
            : null;

        static double? Number(object? value) => value switch
        {
            double number when double.IsFinite(number) => number,
            float number when float.IsFinite(number) => number,
            int number => number,
            long number => number,
            _ => null,
        };
    }

    /// <summary>A number (GeoLite2, ip-location-db) or, with IPinfo, <c>AS64496</c>.</summary>
    private static uint? Asn(Dictionary<string, object> entry) => entry.GetValueOrDefault("autonomous_system_number") switch
    {
        long number and > 0 and <= uint.MaxValue => (uint)number,
        int number and > 0 => (uint)number,
        _ => entry.GetValueOrDefault("asn") is string text ? AddressLists.ParseAsn(text) : null,
    };

    private static string AsnName(Dictionary<string, object> entry) =>
        (entry.GetValueOrDefault("autonomous_system_organization") ?? entry.GetValueOrDefault("as_name") ?? entry.GetValueOrDefault("name")) is string name
            ? name[..Math.Min(name.Length, NameCharsMax)]
            : "";
}
