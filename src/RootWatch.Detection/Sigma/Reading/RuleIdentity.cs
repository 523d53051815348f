using System.Security.Cryptography;
using System.Text;

namespace RootWatch.Detection.Sigma.Reading;

/// <summary>
/// What tells a rule from all others, in the form of a UUID: its id, or the hash of an id that is none, or of the title
/// where there is no id. It follows from the rule alone.
/// </summary>
internal readonly record struct RuleIdentity(string Uuid)
{
    private const int IdCharsMax = 100;

    /// <summary>Eight digits do not tell even the public rules apart, twelve do.</summary>
    private const int ShortCharsMax = 13;

    public string ShortRuleId => $"SIGMA-{Uuid[..ShortCharsMax]}";

    /// <summary>For rules whose short ones are equal.</summary>
    public string WholeRuleId => $"SIGMA-{Uuid}";

    /// <summary>Null if the id is neither a UUID nor a plain word.</summary>
    public static RuleIdentity? OfId(string id) =>
        Guid.TryParseExact(id, "D", out var uuid) || Guid.TryParseExact(id, "N", out uuid) ? new(uuid.ToString("D"))
        : id.Length <= IdCharsMax && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-') ? Hashed($"id {id}")
        : null;

    public static RuleIdentity OfTitle(string title) => Hashed(title);

    private static RuleIdentity Hashed(string text) =>
        new(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16), bigEndian: true).ToString("D"));
}
