using RootWatch.Detection.Sigma.Matching;

namespace RootWatch.Detection.Sigma.Reading;

/// <summary>The section <c>detection</c> -> one predicate.</summary>
internal static class DetectionReader
{
    private const string Key = "detection";

    /// <summary>Null, with the problems noted, if it cannot be used.</summary>
    public static SigmaPredicate? Read(SigmaNode? node, SigmaMap rule, RegexReader regexes, SigmaProblems problems)
    {
        if (node is not SigmaMap detection)
        {
            problems.Mistake(node ?? rule, Key, node is null ? "the rule has no detection" : "the detection must be a map of selections and a condition");
            return null;
        }

        var reader = new SelectionReader(regexes, problems);
        var selections = new Dictionary<string, SigmaPredicate?>(StringComparer.Ordinal);
        foreach (var (name, selection) in detection.Entries.Where(entry => entry.Key.Value is not ("condition" or "timeframe")))
        {
            selections[name.Value] = reader.Read(selection, $"{Key}.{name.Value}");
        }

        var used = new HashSet<string>(StringComparer.Ordinal);
        var condition = Condition(detection, selections, used, problems);
        if (detection["timeframe"] is { } timeframe)
        {
            problems.Unsupported(timeframe, $"{Key}.timeframe", "a time frame needs many events, and a rule here sees one at a time");
        }

        foreach (var (name, _) in detection.Entries.Where(entry => condition is not null && selections.ContainsKey(entry.Key.Value) && !used.Contains(entry.Key.Value)))
        {
            problems.Note(name, $"{Key}.{name.Value}", "the condition does not speak of this selection");
        }

        foreach (var (field, place) in reader.Fields)
        {
            if (RecordFields.Doubt(field) is { } doubt)
            {
                problems.Note(place, Key, doubt);
            }
        }

        return condition;
    }

    private static SigmaPredicate? Condition(
        SigmaMap detection, Dictionary<string, SigmaPredicate?> selections, HashSet<string> used, SigmaProblems problems)
    {
        switch (detection["condition"])
        {
            case SigmaText text:
                return ConditionReader.Read(text, selections, used, problems);
            case SigmaList { Items.Count: > 0 } list when list.Items.All(item => item is SigmaText):
                // Several conditions are several queries: one of them is enough.
                var parts = list.Items.OfType<SigmaText>().Select(text => ConditionReader.Read(text, selections, used, problems)).ToList();
                return parts.Contains(null) ? null : new AnyOf([.. parts.OfType<SigmaPredicate>()]);
            case { } other:
                problems.Mistake(other, $"{Key}.condition", "the condition must be a text, or a list of texts");
                return null;
            default:
                problems.Mistake(detection, Key, "there is no condition");
                return null;
        }
    }
}
