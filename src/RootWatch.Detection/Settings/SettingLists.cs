using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using RootWatch.Detection.Files;

namespace RootWatch.Detection.Settings;

/// <summary>Reads lists of texts; each entry that is wrong is a mistake of its own.</summary>
internal static class SettingLists
{
    private const int EntriesMax = 1000;
    private const int PatternCharsMax = 512;

    public static IReadOnlyList<TextPattern> Patterns(string file, YamlFields fields, string key, Mistakes mistakes) =>
        Each(file, fields, key, "patterns such as \"*Firefox/*\"", mistakes, text =>
            text.Value.Length > PatternCharsMax
                ? (null, $"the pattern is longer than {PatternCharsMax} characters")
                : (new TextPattern(text.Value), ""));

    public static NetworkList Networks(string file, YamlFields fields, string key, Mistakes mistakes)
    {
        var networks = Each(file, fields, key, "networks such as 203.0.113.0/24", mistakes, text =>
        {
            var shown = Mistakes.Shown(text.Value);
            if (IsAddress(text.Value, out var single))
            {
                return (null, $"{shown} is an address; write the network {single}/{(single.GetAddressBytes().Length == 4 ? 32 : 128)} for it alone");
            }

            if (text.Value.Split('/') is not [var address, var length] || !IsAddress(address, out var start)
                || !byte.TryParse(length, out var bits) || bits > start.GetAddressBytes().Length * 8)
            {
                return (null, $"{shown} is no network: it looks like 203.0.113.0/24 or 2001:db8::/32");
            }

            var first = First(start, bits);
            return first.Equals(start)
                ? (new Network(new IPNetwork(start, bits)), "")
                : (null, $"{shown} begins inside a network; write {first}/{bits}");
        });
        return networks.Count == 0 ? NetworkList.Empty : new NetworkList([.. networks.Select(network => network.Value)]);
    }

    public static IReadOnlyList<string> Countries(string file, YamlFields fields, string key, Mistakes mistakes) =>
        Each(file, fields, key, "countries such as DE", mistakes, text => text.Value switch
        {
            "UK" => (null, "the code of the United Kingdom is 'GB'"),
            "EL" => (null, "the code of Greece is 'GR'"),
            { Length: 2 } code when CountryCodes.Has(code) => (code, ""),
            { Length: 2 } code when code.All(char.IsAsciiLetterUpper) => (null, $"there is no country '{code}' in ISO 3166-1"),
            { Length: 2 } code when code.All(char.IsAsciiLetter) => (null, $"write the country in capitals: '{code.ToUpperInvariant()}'"),
            _ => ((string?)null, $"{Mistakes.Shown(text.Value)} is no country code: it has two letters (ISO 3166-1), such as DE"),
        });

    public static IReadOnlyList<uint> Asns(string file, YamlFields fields, string key, Mistakes mistakes) =>
        [.. Each(file, fields, key, "numbers of autonomous systems, such as 3320", mistakes, text =>
            uint.TryParse(text.Value.StartsWith("AS", StringComparison.OrdinalIgnoreCase) ? text.Value[2..] : text.Value, out var asn) && asn > 0
                ? (new Asn(asn), "")
                : ((Asn?)null, $"{Mistakes.Shown(text.Value)} is no autonomous system number, such as 3320")).Select(asn => asn.Value)];

    private sealed record Network(IPNetwork Value);

    private sealed record Asn(uint Value);

    public static IReadOnlyList<T> Each<T>(
        string file, YamlFields fields, string key, string what, Mistakes mistakes, Func<YamlText, (T? Value, string Wrong)> read)
        where T : class
    {
        if (fields.List(key, what) is not { } list)
        {
            return [];
        }

        if (list.Items.Count is 0 or > EntriesMax)
        {
            mistakes.Add(StrictYaml.Place(file, list), $"'{key}' must list 1 to {EntriesMax} {what}; leave the key out for none");
            return [];
        }

        var values = new List<T>(list.Items.Count);
        foreach (var item in list.Items)
        {
            if (item is not YamlText { IsNull: false, Value.Length: > 0 } text)
            {
                mistakes.Add(StrictYaml.Place(file, item), $"an entry of '{key}' must be a single value");
                continue;
            }

            var (value, wrong) = read(text);
            if (value is null)
            {
                mistakes.Add(StrictYaml.Place(file, text), wrong);
            }
            else if (values.Contains(value))
            {
                mistakes.Add(StrictYaml.Place(file, text), $"{Mistakes.Shown(text.Value)} is listed twice");
            }
            else
            {
                values.Add(value);
            }
        }

        return values;
    }

    /// <summary>An IPv4 address in four decimal numbers: .NET reads fewer as well, and 010 as octal, which is 8.</summary>
    private static bool IsAddress(string text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address) && (address.AddressFamily == AddressFamily.InterNetworkV6 || address.ToString() == text);

    private static IPAddress First(IPAddress address, int bits)
    {
        var bytes = address.GetAddressBytes();
        for (var i = 0; i < bytes.Length; i++)
        {
            var kept = Math.Clamp(bits - (i * 8), 0, 8);
            bytes[i] &= (byte)(0xFF << (8 - kept));
        }

        return new IPAddress(bytes);
    }
}
