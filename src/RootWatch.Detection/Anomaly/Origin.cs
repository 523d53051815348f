using System.Net;
using System.Net.Sockets;

namespace RootWatch.Detection.Anomaly;

/// <summary>Where a call came from, coarse enough to recognise it again.</summary>
internal static class Origin
{
    private const int FamilyCharsMax = 32;

    /// <summary>Browsers first and in this order: Edge and Opera call themselves Chrome, Chrome calls itself Safari.</summary>
    private static readonly (string Mark, string Family)[] Browsers =
        [("Edg", "edge"), ("OPR/", "opera"), ("Firefox/", "firefox"), ("Chrome/", "chrome"), ("Safari/", "safari")];

    private static readonly (string Mark, string Family)[] Tools =
    [
        ("signin.amazonaws.com", "console"), ("console.amazonaws.com", "console"), ("AWS Internal", "console"),
        ("aws-cli", "aws-cli"), ("Terraform", "terraform"), ("Boto3", "boto3"), ("aws-sdk", "aws-sdk"),
    ];

    /// <summary>The /24 of an IPv4 and the /48 of an IPv6 address; empty for all else that stands in the field.</summary>
    public static string Network(string address)
    {
        // IPAddress takes "1" for an address.
        if (!address.Contains(':', StringComparison.Ordinal) && address.Count(c => c == '.') != 3)
        {
            return "";
        }

        if (!IPAddress.TryParse(address, out var parsed))
        {
            return "";
        }

        if (parsed.IsIPv4MappedToIPv6)
        {
            parsed = parsed.MapToIPv4();
        }

        var bytes = parsed.GetAddressBytes();
        var (kept, suffix) = parsed.AddressFamily == AddressFamily.InterNetwork ? (3, "/24") : (6, "/48");
        bytes.AsSpan(kept).Clear();
        return new IPAddress(bytes) + suffix;
    }

    public static bool IsBrowser(string agent) =>
        agent.StartsWith("Mozilla/", StringComparison.OrdinalIgnoreCase)
        || Browsers.Any(browser => agent.Contains(browser.Mark, StringComparison.Ordinal));

    /// <summary>A few words that stay the same from one version to the next; empty if the record names no agent.</summary>
    public static string AgentFamily(string agent)
    {
        foreach (var (mark, family) in IsBrowser(agent) ? Browsers : Tools)
        {
            if (agent.Contains(mark, StringComparison.OrdinalIgnoreCase))
            {
                return family;
            }
        }

        var word = agent.TrimStart('[', ' ').Split('/', ' ', ']')[0];
        return word.Length > FamilyCharsMax ? word[..FamilyCharsMax] : word;
    }
}
