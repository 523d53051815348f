using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace RootWatch.Cli.Terminal;

/// <summary>Pieces of YAML that are put into what people wrote, whose comments and order stay.</summary>
internal static partial class YamlText
{
    /// <summary>An entry of a list, its dash at the given column.</summary>
    public static string Entry(int indent, string newLine, IEnumerable<(string Key, string Value)> pairs)
    {
        var yaml = new StringBuilder();
        var lead = new string(' ', indent) + "- ";
        foreach (var (key, value) in pairs)
        {
            yaml.Append(lead).Append(key).Append(": ").Append(Quoted(value)).Append(newLine);
            lead = new string(' ', indent + 2);
        }

        return yaml.ToString();
    }

    /// <summary>Quoted: an id such as 007, on or 1e5 would be no text otherwise. What JSON quotes, YAML reads the same.</summary>
    private static string Quoted(string value) => JsonSerializer.Serialize(value, QuotedText.Default.String);

    public static string NewLineOf(string text) => text.Contains("\r\n", StringComparison.Ordinal) ? "\r\n" : "\n";

    /// <summary>The column of the dash before an entry of a block list.</summary>
    public static int DashColumn(string text, YamlNode entry)
    {
        var dash = text.LastIndexOf('-', (int)entry.Start.Index - 1);
        return dash - (text.LastIndexOf('\n', dash) + 1);
    }

    public static string InsertAfterLine(string text, int index, string block, string newLine)
    {
        var lineEnd = text.IndexOf('\n', Math.Min(index, text.Length));
        return lineEnd < 0 ? text + newLine + block : text.Insert(lineEnd + 1, block);
    }

    /// <summary>Where a node's own text ends; the mark of a block reaches on to what comes next.</summary>
    public static int LastSign(YamlNode node) => node switch
    {
        YamlMappingNode { Style: not MappingStyle.Flow, Children.Count: > 0 } map => map.Children.Max(pair => Math.Max(LastSign(pair.Key), LastSign(pair.Value))),
        YamlSequenceNode { Style: not SequenceStyle.Flow, Children.Count: > 0 } sequence => sequence.Children.Max(LastSign),
        YamlScalarNode { Style: ScalarStyle.Literal or ScalarStyle.Folded } block => (int)Math.Max(block.Start.Index, block.End.Index - 1),
        _ => (int)node.End.Index,
    };

    /// <summary>Written without reflection, which a program compiled ahead lacks.</summary>
    [JsonSerializable(typeof(string))]
    private sealed partial class QuotedText : JsonSerializerContext;
}
