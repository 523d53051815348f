using RootWatch.Cli.Terminal;

namespace RootWatch.Cli.Tokens;

/// <summary>What tokens.yaml holds of one token.</summary>
internal sealed record TokenEntry(string Id, string Sha256, string Tenant, string Role, string Expires, string? Note)
{
    /// <summary>As a block of YAML, its dash at the given column.</summary>
    public string ToYaml(int indent, string newLine) => YamlText.Entry(indent, newLine, Pairs());

    private IEnumerable<(string Key, string Value)> Pairs()
    {
        yield return ("id", Id);
        yield return ("sha256", Sha256);
        yield return ("tenant", Tenant);
        yield return ("role", Role);
        yield return ("expires", Expires);
        if (Note is not null)
        {
            yield return ("note", Note);
        }
    }
}
