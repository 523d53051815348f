namespace RootWatch.Detection.Sigma.Reading;

/// <summary>
/// Documents of one file that share parts: <c>action: global</c> is laid under all that follow, <c>action: repeat</c> is
/// laid over the rule before it, <c>action: reset</c> forgets the shared part.
/// </summary>
internal static class RuleCollections
{
    private const string ActionKey = "action";

    /// <summary>A file of many small documents over a large shared part would grow with the product of the two.</summary>
    private const int EntriesMax = 100_000;

    public static IEnumerable<SigmaDocument> Expand(IReadOnlyList<SigmaDocument> documents, SigmaProblems problems)
    {
        SigmaDocument? shared = null;
        SigmaDocument? previous = null;
        var entries = 0;
        foreach (var document in documents)
        {
            if (document.Root is not SigmaMap map)
            {
                // A file that begins or ends with --- has an empty document, which says nothing.
                if (document.Root is not SigmaText { IsNull: true })
                {
                    yield return document;
                }

                continue;
            }

            switch ((map[ActionKey] as SigmaText)?.Value)
            {
                case "global":
                    shared = Over(shared, Without(document, map));
                    continue;
                case "reset":
                    shared = null;
                    if (RuleReader.IsRule(map))
                    {
                        problems.Unsupported(map[ActionKey], ActionKey, "a document with 'reset' only ends what is shared, and the rule in it is left out; give it a document of its own, after ---");
                    }

                    continue;
                case "repeat" when previous is null:
                    problems.Mistake(map[ActionKey], ActionKey, "there is no rule before it that could be repeated");
                    continue;
                case "repeat":
                    previous = Over(previous, Without(document, map));
                    break;
                case null when map[ActionKey] is null:
                    previous = Over(shared, document);
                    break;
                default:
                    if (!RuleReader.IsRule(map))
                    {
                        yield return document;
                        continue;
                    }

                    problems.Mistake(map[ActionKey], ActionKey, "an action is global, repeat or reset");
                    continue;
            }

            entries += Count((SigmaMap)previous.Root);
            if (entries > EntriesMax)
            {
                problems.Unsupported(map, "", $"with the shared parts written out the file has more than {EntriesMax} keys; from here on it is left out");
                yield break;
            }

            yield return previous;
        }
    }

    private static SigmaDocument Without(SigmaDocument document, SigmaMap map) =>
        document with { Root = map with { Entries = [.. map.Entries.Where(entry => entry.Key.Value != ActionKey)] } };

    private static SigmaDocument Over(SigmaDocument? below, SigmaDocument above) => below is null
        ? above
        : new SigmaDocument(Over((SigmaMap)below.Root, (SigmaMap)above.Root), [.. below.Flaws.Concat(above.Flaws).Take(SigmaProblems.CountMax)]);

    /// <summary>Maps are merged, anything else is replaced.</summary>
    private static SigmaMap Over(SigmaMap below, SigmaMap above)
    {
        var merged = below.Entries.ToList();
        var places = merged.Select((entry, index) => (entry.Key.Value, index)).ToDictionary(StringComparer.Ordinal);
        foreach (var entry in above.Entries)
        {
            if (places.TryGetValue(entry.Key.Value, out var at))
            {
                merged[at] = merged[at].Value is SigmaMap lower && entry.Value is SigmaMap upper ? new(entry.Key, Over(lower, upper)) : entry;
            }
            else
            {
                merged.Add(entry);
            }
        }

        return new SigmaMap(merged, above.Line, above.Column);
    }

    private static int Count(SigmaMap map) => map.Entries.Sum(entry => 1 + (entry.Value is SigmaMap inner ? Count(inner) : 0));
}
