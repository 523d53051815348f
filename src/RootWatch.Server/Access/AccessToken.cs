using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace RootWatch.Server.Access;

/// <summary>What tokens.yaml says of a token. The token itself is nowhere on this side.</summary>
/// <param name="Sha256">SHA-256 of the whole token text. 256 random bits need no slow hash.</param>
/// <param name="TenantId">The one tenant whose data it opens; <see cref="Detection.Tenants.TenantId.All"/> for every tenant.</param>
internal sealed record TokenRegistration(string Id, byte[] Sha256, string TenantId, Role Role, DateTimeOffset Expires);

/// <summary>The text of a token: <c>rw_</c>, its id, <c>_</c>, 43 signs of base64url.</summary>
internal static partial class AccessToken
{
    public const string IdRule = "use 1 to 64 of a-z, 0-9 and '-'";

    public static bool IsId(string id) => IdPattern().IsMatch(id);

    /// <summary>The id in the text; null if the text is no token.</summary>
    public static string? IdOf(string text)
    {
        // The secret may hold '_' and '-' itself, so it is found by its length.
        Match match = TextPattern().Match(text);
        return match.Success ? match.Groups["id"].Value : null;
    }

    public static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    [GeneratedRegex(@"\A[a-z0-9-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex IdPattern();

    [GeneratedRegex(@"\Arw_(?<id>[a-z0-9-]{1,64})_[A-Za-z0-9_-]{43}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TextPattern();
}
