using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace RootWatch.Detection.Sigma.Reading;

/// <summary>
/// YAML text -> its documents, with the place of every piece. Aliases are followed within a budget: a list of lists of
/// aliases doubles at each level, so that a kilobyte of text could stand for a gigabyte.
/// </summary>
internal sealed class SigmaYaml
{
    public const int BytesMax = 1024 * 1024;
    private const int DepthMax = 32;

    /// <summary>Counts what an alias stands for each time that it is used.</summary>
    private const int NodesMax = 50_000;

    private readonly Parser _parser;
    private readonly SigmaProblems _problems;
    private readonly Dictionary<string, (SigmaNode Node, int Size, int Depth)> _anchors = new(StringComparer.Ordinal);
    private SigmaProblems _flaws;
    private int _nodes;

    private SigmaYaml(Parser parser, SigmaProblems problems)
    {
        _parser = parser;
        _problems = problems;
        _flaws = new SigmaProblems(problems.Path);
    }

    /// <summary>The documents up to the first place that is no YAML, which is then among the problems.</summary>
    public static IReadOnlyList<SigmaDocument> Read(ReadOnlySpan<byte> utf8, SigmaProblems problems)
    {
        if (utf8.Length > BytesMax)
        {
            problems.Unsupported(null, "", $"the file is larger than {BytesMax / 1024} KiB; is it a rule file?");
            return [];
        }

        string text;
        try
        {
            text = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true).GetString(utf8).TrimStart('\uFEFF');
        }
        catch (ArgumentException)
        {
            problems.Mistake(null, "", "the file is not UTF-8 text; save it as UTF-8");
            return [];
        }

        var documents = new List<SigmaDocument>();
        var parser = new Parser(new StringReader(text));
        try
        {
            new SigmaYaml(parser, problems).Documents(documents);
        }
        catch (BoundException trouble)
        {
            problems.Unsupported(trouble.Start.Line, trouble.Start.Column, $"{trouble.Message}; from here on the file is left out");
        }
        catch (YamlException trouble)
        {
            // The parser names the place where the value began, which may be far above the tab.
            var tabbed = Array.FindIndex(text.Split('\n'), IsIndentedWithTab) + 1;
            if (tabbed > 0 && tabbed >= trouble.Start.Line)
            {
                problems.Mistake(tabbed, 1, "the line is indented with a tab; YAML wants spaces");
            }
            else
            {
                problems.Mistake(trouble.Start.Line, trouble.Start.Column, $"this is not YAML: {trouble.Message.TrimEnd('.')}");
            }
        }

        catch (Exception trouble) when (trouble is InvalidOperationException or ArgumentException)
        {
            // The parser does not foresee all that can be wrong with a text.
            var near = parser.Current?.End ?? Mark.Empty;
            problems.Mistake(near.Line, near.Column, "this is not YAML, here or in one of the next lines");
        }

        return documents;
    }

    private static bool IsIndentedWithTab(string line) =>
        line.Trim().Length > 0 && line.AsSpan(0, line.Length - line.TrimStart().Length).Contains('\t');

    private void Documents(List<SigmaDocument> documents)
    {
        _parser.Consume<StreamStart>();
        while (!_parser.TryConsume<StreamEnd>(out _))
        {
            _parser.Consume<DocumentStart>();
            _anchors.Clear();
            _flaws = new SigmaProblems(_problems.Path);
            documents.Add(new SigmaDocument(Node(depth: 1).Node, _flaws.All));
            _parser.Consume<DocumentEnd>();
        }
    }

    private (SigmaNode Node, int Size, int Depth) Node(int depth)
    {
        var here = _parser.Current ?? throw new YamlException("the file ends too early");
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return Resolve(alias, depth);
        }

        Spend(1, here);
        var (line, column) = (here.Start.Line, here.Start.Column);
        var start = here as NodeEvent ?? throw new YamlException(here.Start, here.End, "a value is missing");
        // What bears no tag has "?" (plain) or "!" (quoted).
        if (!start.Tag.IsEmpty && start.Tag.Value is not ("?" or "!" or "tag:yaml.org,2002:str"))
        {
            _flaws.Unsupported(line, column, $"the tag {SigmaProblems.Shown(start.Tag.Value)} is not supported; write the plain value");
        }

        (SigmaNode Node, int Size, int Depth) read;
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            read = (new SigmaText(scalar.Value, scalar.Style is not ScalarStyle.Plain || !start.Tag.IsEmpty && start.Tag.Value.EndsWith(":str", StringComparison.Ordinal), line, column), 1, 1);
        }
        else if (depth > DepthMax)
        {
            throw new BoundException(here, $"nested deeper than {DepthMax} levels");
        }
        else if (_parser.TryConsume<SequenceStart>(out _))
        {
            read = List(line, column, depth);
        }
        else
        {
            _parser.Consume<MappingStart>();
            read = Map(line, column, depth);
        }

        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor.Value] = read;
        }

        return read;
    }

    private (SigmaNode, int, int) List(long line, long column, int depth)
    {
        var items = new List<SigmaNode>();
        var (size, deepest) = (1, 0);
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            var item = Node(depth + 1);
            items.Add(item.Node);
            size += item.Size;
            deepest = Math.Max(deepest, item.Depth);
        }

        return (new SigmaList(items, line, column), size, deepest + 1);
    }

    private (SigmaNode, int, int) Map(long line, long column, int depth)
    {
        var entries = new List<KeyValuePair<SigmaText, SigmaNode>>();
        var seen = new Dictionary<string, SigmaText>(StringComparer.Ordinal);
        var (size, deepest) = (1, 0);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = Node(depth + 1);
            var value = Node(depth + 1);
            size += key.Size + value.Size;
            deepest = Math.Max(deepest, Math.Max(key.Depth, value.Depth));
            if (key.Node is not SigmaText name)
            {
                _flaws.Mistake(key.Node, "", "a key must be a plain word");
            }
            else if (name is { Value: "<<", Quoted: false })
            {
                _flaws.Unsupported(name, "<<", "merge keys are not supported; write the keys out");
            }
            else if (!seen.TryAdd(name.Value, name))
            {
                _flaws.Mistake(name, name.Value, $"the key stands already in line {seen[name.Value].Line}; of two equal keys YAML keeps one");
            }
            else
            {
                entries.Add(new(name, value.Node));
            }
        }

        return (new SigmaMap(entries, line, column), size, deepest + 1);
    }

    private (SigmaNode Node, int Size, int Depth) Resolve(AnchorAlias alias, int depth)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var anchored))
        {
            throw new YamlException(alias.Start, alias.End, $"the alias *{alias.Value.Value} has no finished anchor &{alias.Value.Value} above it");
        }

        Spend(anchored.Size, alias);
        return depth + anchored.Depth <= DepthMax
            ? anchored
            : throw new BoundException(alias, $"nested deeper than {DepthMax} levels");
    }

    private void Spend(int count, ParsingEvent where)
    {
        _nodes += count;
        if (_nodes > NodesMax)
        {
            throw new BoundException(where, $"the file holds more than {NodesMax} values, aliases written out");
        }
    }

    private sealed class BoundException(ParsingEvent where, string message) : YamlException(where.Start, where.End, message);
}
