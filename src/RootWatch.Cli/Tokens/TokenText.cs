using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace RootWatch.Cli.Tokens;

/// <summary>
/// The text of an access token: <c>rw_</c>, its id, <c>_</c>, 256 random bits as 43 signs of base64url. The prefix lets
/// secret scanners find one that got loose, the id tells which to revoke. Of so many random bits a plain hash is safe to keep.
/// </summary>
internal static class TokenText
{
    private const int SecretBytes = 32;

    public static string Create(string id) => $"rw_{id}_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes))}";

    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}
