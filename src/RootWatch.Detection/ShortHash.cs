using System.Security.Cryptography;
using System.Text;

namespace RootWatch.Detection;

/// <summary>Ids that are made of texts.</summary>
internal static class ShortHash
{
    private const int OnStackMax = 512;

    /// <summary>The first bytes of the text's SHA-256, in hexadecimal.</summary>
    public static string Of(string text, int bytes)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var utf8 = length <= OnStackMax ? stackalloc byte[OnStackMax] : new byte[length];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(utf8[..Encoding.UTF8.GetBytes(text, utf8)], hash);
        return Convert.ToHexStringLower(hash[..bytes]);
    }
}
