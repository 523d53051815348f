using System.Collections.Frozen;
using System.Security.Cryptography;
using static RootWatch.Server.Accounts.Times;

namespace RootWatch.Server.Access;

/// <summary>Who a token makes its bearer, or why it makes him nobody.</summary>
internal sealed record TokenVerdict(TokenRegistration? Token, string Refusal);

/// <summary>The tokens in force on this silo; replaced as a whole when the file changes and is valid.</summary>
internal sealed class CurrentTokens(TimeProvider clock)
{
    private const string Unknown = "the token is not known here; make one with 'rootwatch token create'";

    private FrozenDictionary<string, TokenRegistration> _tokens = FrozenDictionary<string, TokenRegistration>.Empty;

    public int Count => Volatile.Read(ref _tokens).Count;

    public void Replace(IEnumerable<TokenRegistration> tokens) =>
        Volatile.Write(ref _tokens, tokens.ToFrozenDictionary(token => token.Id, StringComparer.Ordinal));

    public TokenVerdict Judge(string text)
    {
        string? id = AccessToken.IdOf(text);
        TokenRegistration? token = id is null ? null : Volatile.Read(ref _tokens).GetValueOrDefault(id);
        byte[] hash = AccessToken.Hash(text);
        // The same work for an unknown id, so that time does not tell which ids exist.
        bool matches = CryptographicOperations.FixedTimeEquals(hash, token?.Sha256 ?? new byte[hash.Length]);
        return token is null || !matches ? new TokenVerdict(null, Unknown) : Standing(token);
    }

    /// <summary>Whether a token that was good when a stream began is so still.</summary>
    public TokenVerdict JudgeAgain(TokenRegistration token) =>
        Volatile.Read(ref _tokens).GetValueOrDefault(token.Id) is { } now && now.TenantId == token.TenantId && now.Role >= token.Role
            && CryptographicOperations.FixedTimeEquals(now.Sha256, token.Sha256)
            ? Standing(now)
            : new TokenVerdict(null, $"the token '{token.Id}' was revoked");

    private TokenVerdict Standing(TokenRegistration token) => clock.GetUtcNow() < token.Expires
        ? new TokenVerdict(token, "")
        : new TokenVerdict(null, $"the token '{token.Id}' expired at {Shown(token.Expires)}; make a new one with 'rootwatch token create'");
}
