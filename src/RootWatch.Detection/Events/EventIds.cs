using System.Buffers;
using System.Security.Cryptography;

namespace RootWatch.Detection.Events;

/// <summary>Which eventIDs identify an event, and what stands in for the others.</summary>
internal static class EventIds
{
    private static readonly SearchValues<char> Signs = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_.:");

    /// <summary>
    /// AWS writes UUIDs. Masked and hand-made records carry <c>1</c>, <c>redacted</c>, <c>...</c> or <c>XXXX-XXXX</c>, the
    /// same for many events; taking those for an identity would fold different events into one alert.
    /// </summary>
    public static bool IsIdentity(string id)
    {
        if (id.AsSpan().ContainsAnyExcept(Signs))
        {
            return false;
        }

        var hasLetter = false;
        var hasDigit = false;
        var varied = false;
        var before = '\0';
        foreach (var c in id)
        {
            if (char.IsAsciiLetterOrDigit(c))
            {
                hasLetter |= char.IsAsciiLetter(c);
                hasDigit |= char.IsAsciiDigit(c);
                varied |= before != '\0' && c != before;
                before = c;
                if (varied && ((id.Length >= 4 && hasLetter && hasDigit) || id.Length >= 16))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The same text always has the same id; shaped unlike a UUID so that nobody looks for it in CloudTrail.</summary>
    public static string FromText(ReadOnlySpan<byte> record)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(record.Trim(" \t\r\n"u8), hash);
        return "sha256-" + Convert.ToHexStringLower(hash[..16]);
    }
}
