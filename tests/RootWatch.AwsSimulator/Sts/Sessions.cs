using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RootWatch.AwsSimulator.Sts;

/// <summary>
/// Issues and reads session credentials. A token holds all that the session is, sealed with a key from the seed,
/// so sessions outlive a restart of the simulator, as AWS's outlive one of its servers.
/// </summary>
internal sealed class Sessions(Seed seed)
{
    private const string Prefix = "IQoJb3JpZ2luX2Vj";

    private readonly byte[] _key = seed.Bytes("session-key");
    private long _issued;

    public Credential Issue(string account, string roleName, string sessionName, DateTimeOffset now, TimeSpan duration)
    {
        // A session ends at a full second, as its Expiration is told in full seconds.
        var issuedAt = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        var accessKeyId = "ASIA" + seed.Text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16, "session", account, sessionName, now.Ticks, Interlocked.Increment(ref _issued));
        var payload = string.Join('|', accessKeyId, account, roleName, sessionName,
            issuedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            (issuedAt + duration).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        var body = Encoding.UTF8.GetBytes(payload);
        var token = Prefix + Convert.ToBase64String([.. HMACSHA256.HashData(_key, body), .. body]);
        return Read(token, accessKeyId)!;
    }

    /// <summary>Null if the token was not issued here, or belongs to another access key.</summary>
    public Credential? Read(string token, string accessKeyId)
    {
        var sealedBytes = new byte[token.Length];
        if (!token.StartsWith(Prefix, StringComparison.Ordinal)
            || !Convert.TryFromBase64String(token[Prefix.Length..], sealedBytes, out var length)
            || length <= HMACSHA256.HashSizeInBytes)
        {
            return null;
        }

        var body = sealedBytes.AsSpan(HMACSHA256.HashSizeInBytes, length - HMACSHA256.HashSizeInBytes);
        if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, body), sealedBytes.AsSpan(0, HMACSHA256.HashSizeInBytes)))
        {
            return null;
        }

        var parts = Encoding.UTF8.GetString(body).Split('|');
        if (parts[0] != accessKeyId)
        {
            return null;
        }

        var (account, role, session) = (parts[1], parts[2], parts[3]);
        return new Credential(
            accessKeyId,
            Convert.ToBase64String(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes("secret|" + accessKeyId)))[..40],
            token,
            account,
            $"arn:aws:sts::{account}:assumed-role/{role}/{session}",
            $"{RoleId(account, role)}:{session}",
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[4], CultureInfo.InvariantCulture)),
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(parts[5], CultureInfo.InvariantCulture)));
    }

    private string RoleId(string account, string role) =>
        "AROA" + seed.Text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 17, "role-id", account, role);
}
