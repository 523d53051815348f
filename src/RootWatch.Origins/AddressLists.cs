using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using RootWatch.Detection.Origins;

namespace RootWatch.Origins;

/// <summary>A line that cannot be used.</summary>
/// <param name="Line">From 1.</param>
public sealed record ListMistake(int Line, string Text);

/// <summary>
/// Lists of addresses that mean something by themselves, from one text: a kind and a network, an address or an AS number in
/// each line (<c>tor 203.0.113.66</c>, <c>hosting AS64500</c>); <c>version ...</c> names the edition, <c>#</c> begins a remark.
/// </summary>
public sealed class AddressLists
{
    public const string KindNames = "tor, anonymiser, hosting, relay, satellite, watched";

    public static AddressLists None { get; } = new("", OriginKinds.None, [], []);

    private readonly FrozenDictionary<(int Bits, UInt128 Network), OriginKinds> _networks;
    private readonly FrozenDictionary<uint, OriginKinds> _asns;
    private readonly int[] _lengths;

    private AddressLists(string version, OriginKinds kinds, Dictionary<(int, UInt128), OriginKinds> networks, Dictionary<uint, OriginKinds> asns)
    {
        Version = version;
        Kinds = kinds;
        _networks = networks.ToFrozenDictionary();
        _asns = asns.ToFrozenDictionary();
        _lengths = [.. networks.Keys.Select(key => key.Item1).Distinct()];
    }

    /// <summary>As the text names it; empty if it does not.</summary>
    public string Version { get; }

    /// <summary>The kinds that there is at least one line of.</summary>
    public OriginKinds Kinds { get; }

    public static (AddressLists? Lists, IReadOnlyList<ListMistake> Mistakes) Parse(string text)
    {
        List<ListMistake> mistakes = [];
        Dictionary<(int, UInt128), OriginKinds> networks = [];
        Dictionary<uint, OriginKinds> asns = [];
        var (version, kinds, number) = ("", OriginKinds.None, 0);
        foreach (ReadOnlySpan<char> raw in text.EnumerateLines())
        {
            number++;
            string line = (raw.IndexOf('#') is >= 0 and var remark ? raw[..remark] : raw).Trim().ToString();
            string[] words = line.Split([' ', '\t'], 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            if (words.Length == 0)
            {
                continue;
            }

            if (words is ["version", var named])
            {
                version = named;
            }
            else if (words.Length == 2 && KindOf(words[0]) is { } kind)
            {
                kinds |= kind;
                if (ParseAsn(words[1]) is { } asn)
                {
                    asns[asn] = asns.GetValueOrDefault(asn) | kind;
                }
                else if (ParseNetwork(words[1]) is { } network)
                {
                    networks[network] = networks.GetValueOrDefault(network) | kind;
                }
                else
                {
                    mistakes.Add(new ListMistake(number, "after the kind stands no address, network or AS number, such as 203.0.113.0/24 or AS64500"));
                }
            }
            else
            {
                mistakes.Add(new ListMistake(number, $"a line is a kind ({KindNames}) and a network, such as 'tor 203.0.113.66', or 'version' and its name"));
            }
        }

        return mistakes.Count > 0 ? (null, mistakes) : (new AddressLists(version, kinds, networks, asns), mistakes);
    }

    public OriginKinds Find(IPAddress address, uint? asn)
    {
        var kinds = asn is { } number ? _asns.GetValueOrDefault(number) : OriginKinds.None;
        UInt128 bits = Bits(address);
        foreach (int length in _lengths)
        {
            kinds |= _networks.GetValueOrDefault((length, Mask(bits, length)));
        }

        return kinds;
    }

    /// <summary><c>AS64496</c>; null for all else.</summary>
    internal static uint? ParseAsn(string text) =>
        text.StartsWith("AS", StringComparison.OrdinalIgnoreCase)
        && uint.TryParse(text.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out uint number) && number > 0 ? number : null;

    private static OriginKinds? KindOf(string word) => word switch
    {
        "tor" => OriginKinds.Tor,
        "anonymiser" => OriginKinds.Anonymiser,
        "hosting" => OriginKinds.Hosting,
        "relay" => OriginKinds.Relay,
        "satellite" => OriginKinds.Satellite,
        "watched" => OriginKinds.Watched,
        _ => null,
    };

    private static (int Bits, UInt128 Network)? ParseNetwork(string text)
    {
        string[] parts = text.Split('/');
        if (SourceAddress.Parse(parts[0]) is not { } address)
        {
            return null;
        }

        int widest = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        int length = widest;
        if (parts.Length > 2 || (parts.Length == 2 && !(int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out length) && length <= widest)))
        {
            return null;
        }

        int bits = length + 128 - widest;
        return (bits, Mask(Bits(address), bits));
    }

    /// <summary>IPv4 as in <c>::ffff:0:0/96</c>, so that both are of one length.</summary>
    private static UInt128 Bits(IPAddress address)
    {
        UInt128 bits = 0;
        foreach (byte part in address.MapToIPv6().GetAddressBytes())
        {
            bits = (bits << 8) | part;
        }

        return bits;
    }

    private static UInt128 Mask(UInt128 bits, int length) => length == 0 ? 0 : bits & (UInt128.MaxValue << (128 - length));
}
