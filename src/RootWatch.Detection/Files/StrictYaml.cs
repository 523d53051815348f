using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace RootWatch.Detection.Files;

/// <summary>A piece of a YAML file that knows where it stands.</summary>
public abstract record YamlNode(long Line, long Column);

/// <summary>A scalar exactly as written: <c>012</c> stays 012 and <c>no</c> stays no, because nothing here guesses types.</summary>
public sealed record YamlText(string Value, bool Quoted, long Line, long Column) : YamlNode(Line, Column)
{
    /// <summary>Written as nothing: empty, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => !Quoted && Value is "" or "~" or "null" or "Null" or "NULL";
}

public sealed record YamlList(IReadOnlyList<YamlNode> Items, long Line, long Column) : YamlNode(Line, Column);

public sealed record YamlMap(IReadOnlyList<KeyValuePair<YamlText, YamlNode>> Entries, long Line, long Column) : YamlNode(Line, Column);

/// <summary>
/// Reads the plain part of YAML: maps, lists, scalars, and aliases of scalars. What people
/// trip over or what makes a small file huge (tags, merge keys, other aliases, several documents) is a mistake with
/// a place.
/// </summary>
public static class StrictYaml
{
    private const int DepthMax = 16;

    /// <summary>The document; null if there is none or it is broken, in which case <paramref name="mistakes"/> says why.</summary>
    public static YamlNode? Read(string file, byte[] content, Mistakes mistakes)
    {
        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(content).TrimStart('\uFEFF');
        }
        catch (ArgumentException)
        {
            mistakes.Add(file, "the file is not UTF-8 text; save it as UTF-8");
            return null;
        }

        Parser parser = new(new StringReader(text));
        try
        {
            return new Reading(file, parser, mistakes).Document();
        }
        catch (YamlException trouble)
        {
            // The parser names the place where the map began, which may be far above the tab.
            int tabbed = Array.FindIndex(text.Split('\n'), IsIndentedWithTab);
            if (tabbed >= 0 && tabbed + 1 >= trouble.Start.Line)
            {
                mistakes.Add(Place(file, tabbed + 1, 1), "the line is indented with a tab; YAML wants spaces");
            }
            else
            {
                mistakes.Add(Place(file, trouble.Start.Line, trouble.Start.Column), $"this is not YAML: {Uncapitalised(trouble.Message)}");
            }

            return null;
        }
        catch (Exception trouble) when (trouble is InvalidOperationException or ArgumentException)
        {
            // The parser does not foresee all that can be wrong with a text.
            Mark near = parser.Current?.End ?? Mark.Empty;
            mistakes.Add(Place(file, near.Line, near.Column), "this is not YAML, here or in one of the next lines");
            return null;
        }
    }

    public static string Place(string file, YamlNode node) => Place(file, node.Line, node.Column);

    private static string Place(string file, long line, long column) => $"{file}:{line}:{column}";

    private static bool IsIndentedWithTab(string line) => line[..^line.TrimStart().Length].TrimEnd('\r').Contains('\t', StringComparison.Ordinal) && line.Trim().Length > 0;

    private static string Uncapitalised(string message) =>
        message.Length == 0 ? message : char.ToLowerInvariant(message[0]) + message[1..].TrimEnd('.');

    private sealed class Reading(string file, Parser parser, Mistakes mistakes)
    {
        private readonly Dictionary<string, YamlNode> _anchors = new(StringComparer.Ordinal);

        public YamlNode? Document()
        {
            parser.Consume<StreamStart>();
            if (parser.Accept<StreamEnd>(out _))
            {
                return null;
            }

            parser.Consume<DocumentStart>();
            YamlNode root = Node(depth: 1);
            parser.Consume<DocumentEnd>();
            if (parser.Accept<DocumentStart>(out DocumentStart? second))
            {
                mistakes.Add(Place(file, second.Start.Line, second.Start.Column), "a second document begins here; keep one document in the file");
            }

            return root;
        }

        private YamlNode Node(int depth)
        {
            ParsingEvent here = parser.Current ?? throw new YamlException("the file ends too early");
            (long line, long column) = (here.Start.Line, here.Start.Column);
            if (depth > DepthMax)
            {
                throw new YamlException(here.Start, here.End, $"nested deeper than {DepthMax} levels");
            }

            if (parser.TryConsume<AnchorAlias>(out AnchorAlias? alias))
            {
                return Resolve(alias);
            }

            NodeEvent start = here as NodeEvent ?? throw new YamlException(here.Start, here.End, "a value is missing");
            // Untagged scalars carry "?" (plain) or "!" (quoted).
            if (!start.Tag.IsEmpty && start.Tag.Value is not ("?" or "!"))
            {
                mistakes.Add(Place(file, line, column), $"the tag {Mistakes.Shown(start.Tag.Value)} is not supported; write the plain value");
            }

            YamlNode node;
            if (parser.TryConsume<Scalar>(out Scalar? scalar))
            {
                node = new YamlText(scalar.Value, scalar.Style is not ScalarStyle.Plain, line, column);
            }
            else if (parser.TryConsume<SequenceStart>(out _))
            {
                List<YamlNode> items = [];
                while (!parser.TryConsume<SequenceEnd>(out _))
                {
                    items.Add(Node(depth + 1));
                }

                node = new YamlList(items, line, column);
            }
            else
            {
                parser.Consume<MappingStart>();
                node = new YamlMap(Entries(depth), line, column);
            }

            if (!start.Anchor.IsEmpty)
            {
                _anchors[start.Anchor.Value] = node;
            }

            return node;
        }

        private List<KeyValuePair<YamlText, YamlNode>> Entries(int depth)
        {
            List<KeyValuePair<YamlText, YamlNode>> entries = [];
            Dictionary<string, YamlText> seen = new(StringComparer.Ordinal);
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                YamlNode key = Node(depth + 1);
                YamlNode value = Node(depth + 1);
                if (key is not YamlText name)
                {
                    mistakes.Add(Place(file, key), "a key must be a plain word");
                }
                else if (name is { Value: "<<", Quoted: false })
                {
                    mistakes.Add(Place(file, name), "merge keys (<<) are not supported; write the keys out");
                }
                else if (!seen.TryAdd(name.Value, name))
                {
                    mistakes.Add(Place(file, name), $"the key {Mistakes.Shown(name.Value)} stands already in line {seen[name.Value].Line}");
                }
                else
                {
                    entries.Add(new(name, value));
                }
            }

            return entries;
        }

        private YamlText Resolve(AnchorAlias alias)
        {
            string place = Place(file, alias.Start.Line, alias.Start.Column);
            if (!_anchors.TryGetValue(alias.Value.Value, out YamlNode? node))
            {
                mistakes.Add(place, $"the alias *{alias.Value.Value} has no anchor &{alias.Value.Value} above it");
            }
            else if (node is YamlText text)
            {
                return text;
            }
            else
            {
                // A list of lists of aliases doubles at each level: a kilobyte of text becomes a gigabyte.
                mistakes.Add(place, "aliases of lists and maps are not supported; write the values out");
            }

            return new YamlText("", Quoted: false, alias.Start.Line, alias.Start.Column);
        }
    }
}
