using System.Net;

namespace RootWatch.Detection.Settings;

/// <summary>Networks in CIDR, IPv4 and IPv6.</summary>
public sealed record NetworkList(IReadOnlyList<IPNetwork> Networks)
{
    public static NetworkList Empty { get; } = new([]);

    public bool Any => Networks.Count > 0;

    /// <param name="address">As CloudTrail has it; what is no address, such as <c>AWS Internal</c>, lies in no network.</param>
    public bool Contains(string address)
    {
        if (Networks.Count == 0 || !IPAddress.TryParse(address, out var parsed))
        {
            return false;
        }

        var plain = parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed;
        return Networks.Any(network => network.Contains(plain));
    }
}
