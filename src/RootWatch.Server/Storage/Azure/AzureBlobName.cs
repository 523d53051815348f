using System.Security.Cryptography;
using System.Text;

namespace RootWatch.Server.Storage;

/// <summary>The blob of a document: as the official provider names it where Azure can take that name, else a hash.</summary>
internal static class AzureBlobName
{
    /// <summary>Azure takes 1,024 characters; what is beyond the letters of this bound is for the escaping of URLs on the way.</summary>
    private const int LengthMax = 512;

    public static string Of(string stateName, GrainId grainId)
    {
        string official = $"{stateName}-{grainId}.json";
        return IsPlain(official) ? official : $"{Prefix(stateName)}~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(official)))}.json";
    }

    // URLs drop "." and ".." segments and fold doubled slashes, and proxies differ about escapes: only what nobody
    // rewrites is used as it is. The tilde is never plain, so no key can be named like another key's hash.
    private static bool IsPlain(string name) =>
        name.Length <= LengthMax
        && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '/' or '=' or '@' or '+' or ',')
        && name.Split('/').All(static segment => segment.Length > 0 && segment[^1] != '.' && segment[0] != '.');

    private static string Prefix(string stateName)
    {
        string plain = new([.. stateName.Where(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_').Take(64)]);
        return plain.Length == 0 ? "state" : plain;
    }
}
