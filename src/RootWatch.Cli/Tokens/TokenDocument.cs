using RootWatch.Cli.Terminal;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace RootWatch.Cli.Tokens;

/// <summary>
/// The text of tokens.yaml, edited in place, so that the comments and the order that people wrote stay. The outcome is
/// read again and must be what was there and the new entry; otherwise nothing is changed.
/// </summary>
internal static class TokenDocument
{
    private const string ListKey = "tokens";

    /// <summary>The new text, or why there is none.</summary>
    public static (string? Text, string? Problem) Add(string text, TokenEntry entry)
    {
        var (list, problem) = Parse(text);
        if (problem is not null)
        {
            return (null, problem);
        }

        if (list.Items.Any(item => IdOf(item) == entry.Id))
        {
            return (null, $"it already has a token with the id '{entry.Id}'; choose another id, or remove that entry first.");
        }

        if (list.Node is YamlSequenceNode { Style: SequenceStyle.Flow } flow && flow.Children.Count > 0)
        {
            return (null, "its list is written in brackets; write one entry per line beginning with '- ', then try again.");
        }

        var edited = Insert(text, list, entry);
        var (after, broken) = Parse(edited);
        var isRight = broken is null && after.Items.Count == list.Items.Count + 1
            && after.Items.Take(list.Items.Count).SequenceEqual(list.Items) && IdOf(after.Items[^1]) == entry.Id;
        return isRight ? (edited, null) : (null, "its layout is not understood; write it as a 'tokens:' list with one '- id: ...' entry after the other, then try again.");
    }

    private readonly record struct TokenList(YamlNode? Node, IReadOnlyList<YamlNode> Items);

    private static (TokenList List, string? Problem) Parse(string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            return (default, $"line {e.Start.Line} is no YAML; mend it, then try again.");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // The parser does not foresee all that can be wrong with a text.
            return (default, "it is no YAML; mend it, then try again.");
        }

        if (stream.Documents.Count == 0 || stream.Documents[0].RootNode is YamlScalarNode { Value: null or "" })
        {
            return (new TokenList(null, []), null);
        }

        if (stream.Documents.Count > 1 || stream.Documents[0].RootNode is not YamlMappingNode root)
        {
            return (default, "it is no mapping with a 'tokens:' list; name the right file with --file.");
        }

        return root.Children.TryGetValue(new YamlScalarNode(ListKey), out var node)
            ? node switch
            {
                YamlSequenceNode list => (new TokenList(list, [.. list.Children]), null),
                YamlScalarNode { Value: null or "" or "~" or "null", Style: ScalarStyle.Plain } => (new TokenList(node, []), null),
                _ => (default, "'tokens' is no list; write it as '- id: ...' entries."),
            }
            : (new TokenList(null, []), null);
    }

    private static string Insert(string text, TokenList list, TokenEntry entry)
    {
        var newLine = YamlText.NewLineOf(text);
        if (list.Items.Count > 0)
        {
            return YamlText.InsertAfterLine(text, YamlText.LastSign(list.Items[^1]), entry.ToYaml(YamlText.DashColumn(text, list.Items[0]), newLine), newLine);
        }

        if (list.Node is null)
        {
            var lead = text.Length == 0 || text.EndsWith('\n') ? "" : newLine;
            return $"{text}{lead}{ListKey}:{newLine}{entry.ToYaml(2, newLine)}";
        }

        // 'tokens:' with nothing, null or [] behind it.
        var start = (int)list.Node.Start.Index;
        var end = list.Node is YamlSequenceNode ? text.IndexOf(']', start) + 1 : Math.Max(start, (int)list.Node.End.Index);
        return YamlText.InsertAfterLine(text.Remove(start, end - start), start, entry.ToYaml(2, newLine), newLine);
    }

    private static string? IdOf(YamlNode item) =>
        item is YamlMappingNode map && map.Children.TryGetValue(new YamlScalarNode("id"), out var id) ? (id as YamlScalarNode)?.Value : null;
}
