using System.Globalization;
using RootWatch.Detection.Files;
using RootWatch.Detection.Tenants;
using RootWatch.Server.Files;

namespace RootWatch.Server.Access;

/// <summary>What one look at tokens.yaml gave: the tokens, or all the mistakes in it.</summary>
internal sealed record TokensReading(IReadOnlyList<TokenRegistration>? Tokens, Mistakes Mistakes);

/// <summary>Reads tokens.yaml, which <c>rootwatch token create</c> writes and people may edit.</summary>
internal static class TokensFile
{
    private const long LengthMax = 16L * 1024 * 1024;

    private static readonly string[] FileKeys = ["tokens"];
    private static readonly string[] TokenKeys = ["id", "sha256", "tenant", "role", "expires", "note"];
    private static readonly string[] Roles = ["viewer", "operator", "approver", "admin"];

    public static TokensReading Read(string path)
    {
        Mistakes mistakes = new();
        byte[]? content = FileContent.Read(path, LengthMax, "tokens", "make it with 'rootwatch token create', or name it with --tokens PATH", mistakes);
        if (content is null)
        {
            return new TokensReading(null, mistakes);
        }

        List<TokenRegistration> tokens = [];
        YamlNode? root = StrictYaml.Read(path, content, mistakes);
        // An empty file or list is valid: whoever revokes the last token means it.
        if (root is not null and not YamlText { IsNull: true }
            && YamlFields.Of(path, root, "the file", FileKeys, mistakes) is { } fields
            && fields.Node("tokens") is not (null or YamlText { IsNull: true })
            && fields.List("tokens", "tokens") is { } list)
        {
            Dictionary<string, YamlText> seen = new(StringComparer.Ordinal);
            foreach (YamlNode item in list.Items)
            {
                if (Token(path, item, seen, mistakes) is { } token)
                {
                    tokens.Add(token);
                }
            }
        }

        return new TokensReading(mistakes.Any ? null : tokens, mistakes);
    }

    private static TokenRegistration? Token(string file, YamlNode node, Dictionary<string, YamlText> seen, Mistakes mistakes)
    {
        if (YamlFields.Of(file, node, "a token", TokenKeys, mistakes) is not { } fields)
        {
            return null;
        }

        YamlText? id = fields.RequiredText("id", "the token");
        string what = id is null ? "the token" : $"the token {Mistakes.Shown(id.Value)}";
        YamlText? sha256 = fields.RequiredText("sha256", what);
        YamlText? tenant = fields.RequiredText("tenant", what);
        YamlText? role = fields.RequiredText("role", what);
        YamlText? expires = fields.RequiredText("expires", what);
        int before = mistakes.All.Count;
        if (id is not null && !AccessToken.IsId(id.Value))
        {
            mistakes.Add(StrictYaml.Place(file, id), $"{Mistakes.Shown(id.Value)} cannot be a token id: {AccessToken.IdRule}");
        }
        else if (id is not null && !seen.TryAdd(id.Value, id))
        {
            mistakes.Add(StrictYaml.Place(file, id), $"the token {Mistakes.Shown(id.Value)} stands already in line {seen[id.Value].Line}");
        }

        byte[] hash = sha256 is null ? [] : Hash(file, sha256, mistakes);
        if (tenant is not null && tenant.Value != TenantId.All && !TenantId.IsValid(tenant.Value))
        {
            mistakes.Add(StrictYaml.Place(file, tenant), $"{Mistakes.Shown(tenant.Value)} cannot be a tenant id: {TenantId.Rule}; or write \"*\" for all tenants");
        }

        if (role is not null && !Roles.Contains(role.Value))
        {
            mistakes.Add(StrictYaml.Place(file, role), $"unknown role {Mistakes.Shown(role.Value)}; {NearestName.Hint(role.Value, Roles)}");
        }

        DateTimeOffset end = default;
        if (expires is not null && !TryParse(expires.Value, out end))
        {
            mistakes.Add(StrictYaml.Place(file, expires), $"{Mistakes.Shown(expires.Value)} is no time; write a UTC time such as 2027-01-31T00:00:00Z");
        }

        return mistakes.All.Count > before || id is null || sha256 is null || tenant is null || role is null || expires is null
            ? null
            : new TokenRegistration(id.Value, hash, tenant.Value, Enum.Parse<Role>(role.Value, ignoreCase: true), end);
    }

    private static byte[] Hash(string file, YamlText sha256, Mistakes mistakes)
    {
        const int HexDigits = 64;
        if (sha256.Value.Length == HexDigits && sha256.Value.All(char.IsAsciiHexDigit))
        {
            return Convert.FromHexString(sha256.Value);
        }

        // Not shown: someone may have pasted the token itself.
        mistakes.Add(StrictYaml.Place(file, sha256), "'sha256' must be the 64 hex digits of the token's SHA-256, as 'rootwatch token create' writes them");
        return [];
    }

    private static bool TryParse(string text, out DateTimeOffset time) =>
        // A time without a zone would mean another moment on another machine.
        DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal, out time) && (text.EndsWith('Z') || text[^6] is '+' or '-');
}
