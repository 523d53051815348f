using System.Globalization;
using System.Net;

namespace RootWatch.Server.Hosting;

/// <summary>An address to listen on.</summary>
internal sealed record Listener(IPEndPoint EndPoint)
{
    private const string Example = "such as 127.0.0.1:7070, [::1]:7070, or 0.0.0.0:7070 for all addresses";

    public bool IsLoopback => IPAddress.IsLoopback(EndPoint.Address.IsIPv4MappedToIPv6 ? EndPoint.Address.MapToIPv4() : EndPoint.Address);

    /// <summary>Whether the two cannot listen at the same time. Port 0 is another one each time.</summary>
    public bool SharesPortWith(Listener other) =>
        EndPoint.Port != 0 && EndPoint.Port == other.EndPoint.Port
        && (EndPoint.Address.Equals(other.EndPoint.Address) || IsAny(EndPoint.Address) || IsAny(other.EndPoint.Address));

    private static bool IsAny(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    /// <summary>The listener, or what is wrong with the text.</summary>
    public static (Listener? Listener, string Problem) Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon <= 0 || colon == text.Length - 1 || (text.Contains('[', StringComparison.Ordinal) && text[colon - 1] != ']'))
        {
            return (null, $"there is no port; write ADDRESS:PORT, {Example}");
        }

        string host = text[..colon];
        if (!int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int port) || port > IPEndPoint.MaxPort)
        {
            return (null, "the port must be a number from 0 to 65535");
        }

        if (host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('['))
        {
            return (null, $"write an IPv6 address in brackets, {Example}");
        }

        IPAddress? address = host switch
        {
            "localhost" => IPAddress.Loopback,
            "*" or "+" => IPAddress.IPv6Any,
            // "7" and "127.1" are addresses to the parser and slips to everybody else.
            _ when host.StartsWith('[') || host.Count(c => c == '.') == 3 => IPAddress.TryParse(host, out IPAddress? parsed) ? parsed : null,
            _ => null,
        };
        return address is null ? (null, $"the address must be an IP address, {Example}") : (new Listener(new IPEndPoint(address, port)), "");
    }
}

internal enum ListenerKind
{
    Grpc = 1,
    Http = 2,
}

/// <summary>Tells a request which listener it came in through.</summary>
internal sealed record ListenerFeature(ListenerKind Kind);
