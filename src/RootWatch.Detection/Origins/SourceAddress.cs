using System.Net;
using System.Net.Sockets;

namespace RootWatch.Detection.Origins;

/// <summary>CloudTrail's sourceIPAddress: an address, the name of a service, masked text, or whatever somebody sent.</summary>
public static class SourceAddress
{
    /// <summary>The longest way to write an IPv6 address.</summary>
    private const int CharsMax = 45;

    /// <summary>Null for all that is not plainly one address. IPv4 in IPv6 (<c>::ffff:198.51.100.7</c>) is IPv4.</summary>
    public static IPAddress? Parse(string text)
    {
        // IPAddress would also take "1", "0x7f.0.0.1", "[::1]:80" and "fe80::1%eth0".
        if (text.Length is 0 or > CharsMax || text.AsSpan().ContainsAny('[', '%') || !IPAddress.TryParse(text, out var address))
        {
            return null;
        }

        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return address.ToString() == text ? address : null;
        }

        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    /// <summary>The /24 of an IPv4 and the /48 of an IPv6 address.</summary>
    public static string Prefix(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        var (kept, suffix) = address.AddressFamily == AddressFamily.InterNetwork ? (3, "/24") : (6, "/48");
        bytes.AsSpan(kept).Clear();
        return new IPAddress(bytes) + suffix;
    }
}
