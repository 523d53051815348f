namespace RootWatch.Detection.Sigma.Matching;

/// <summary>
/// <c>requestParameters.x.y</c>: members of members. An array on the way stands for each of its elements. A member whose
/// own name has dots (tags do) is found too.
/// </summary>
internal sealed class FieldPath
{
    public const int PartsMax = 16;

    /// <summary>By begin and number of parts - 1: the parts joined with dots again.</summary>
    private readonly string[][] _names;

    public FieldPath(string text)
    {
        Text = text;
        var parts = text.Split('.');
        _names = [.. Enumerable.Range(0, parts.Length).Select(begin =>
            Enumerable.Range(begin + 1, parts.Length - begin).Select(end => string.Join('.', parts[begin..end])).ToArray())];
    }

    public string Text { get; }

    /// <summary>True if the path leads somewhere where the test passes. A field that is absent passes none.</summary>
    public bool Any(RecordValue record, Func<RecordValue, bool> test) => Walk(record, 0, test);

    public bool Exists(RecordValue record) => Any(record, static _ => true);

    private bool Walk(RecordValue value, int begin, Func<RecordValue, bool> test)
    {
        if (begin == _names.Length)
        {
            return test(value);
        }

        foreach (var item in value.Items)
        {
            if (Walk(item, begin, test))
            {
                return true;
            }
        }

        for (var count = 0; value.Kind == RecordValueKind.Object && count < _names[begin].Length; count++)
        {
            if (value.Members.TryGetValue(_names[begin][count], out var member) && Walk(member, begin + count + 1, test))
            {
                return true;
            }
        }

        return false;
    }
}
