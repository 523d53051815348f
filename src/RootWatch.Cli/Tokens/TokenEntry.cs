using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace RootWatch.Cli.Tokens;

/// <summary>What tokens.yaml holds of one token.</summary>
internal sealed partial record TokenEntry(string Id, string Sha256, string Tenant, string Role, string Expires, string? Note)
{
    /// <summary>As a block of YAML, its dash at the given column.</summary>
    public string ToYaml(int indent, string newLine)
    {
        var yaml = new StringBuilder();
        var lead = new string(' ', indent) + "- ";
        foreach (var (key, value) in Pairs())
        {
            // All quoted: an id such as 007, on or 1e5 would be no text otherwise. What JSON quotes, YAML reads the same.
            yaml.Append(lead).Append(key).Append(": ").Append(JsonSerializer.Serialize(value, QuotedText.Default.String)).Append(newLine);
            lead = new string(' ', indent + 2);
        }

        return yaml.ToString();
    }

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

    /// <summary>Written without reflection, which a program compiled ahead lacks.</summary>
    [JsonSerializable(typeof(string))]
    private sealed partial class QuotedText : JsonSerializerContext;
}
