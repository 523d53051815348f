using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace RootWatch.Aws.Wire;

/// <summary>
/// Derived signing keys, so that a call costs one HMAC and not five. Kept per session object and not per key id:
/// they die with the session, and two sessions cannot share one whatever their ids.
/// </summary>
internal sealed class SigningKeys
{
    private static readonly ConditionalWeakTable<AwsSession, SigningKeys> BySession = [];

    private readonly ConcurrentDictionary<(int Date, string Region, string Service), byte[]> _keys = new();

    /// <param name="date">As <c>yyyyMMdd</c>, of the signature.</param>
    public static byte[] Of(AwsSession session, ReadOnlySpan<char> date, string region, string service)
    {
        var keys = BySession.GetOrCreateValue(session)._keys;
        int day = int.Parse(date, NumberStyles.None, CultureInfo.InvariantCulture);
        if (keys.TryGetValue((day, region, service), out byte[]? key))
        {
            return key;
        }

        // A new day. Others may still sign for the old one across midnight: what is dropped too early is derived again.
        foreach (var old in keys.Keys.Where(old => old.Date != day))
        {
            keys.TryRemove(old, out _);
        }

        return keys[(day, region, service)] = Derive(session.SecretAccessKey, date.ToString(), region, service);
    }

    internal static byte[] Derive(string secret, string date, string region, string service)
    {
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (string step in new[] { date, region, service, "aws4_request" })
        {
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(step));
        }

        return key;
    }
}
