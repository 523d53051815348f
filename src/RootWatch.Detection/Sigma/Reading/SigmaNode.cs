namespace RootWatch.Detection.Sigma.Reading;

/// <summary>A piece of a rule file that knows where it stands.</summary>
internal abstract record SigmaNode(long Line, long Column);

/// <summary>One document of a file.</summary>
/// <param name="Flaws">What keeps a rule from being made of it.</param>
internal sealed record SigmaDocument(SigmaNode Root, IReadOnlyList<SigmaProblem> Flaws);

/// <summary>A scalar as written: nothing here guesses types, so <c>012</c> stays 012 and <c>no</c> stays no.</summary>
internal sealed record SigmaText(string Value, bool Quoted, long Line, long Column) : SigmaNode(Line, Column)
{
    /// <summary>Written as nothing: empty, <c>~</c> or <c>null</c>.</summary>
    public bool IsNull => !Quoted && Value is "" or "~" or "null" or "Null" or "NULL";
}

internal sealed record SigmaList(IReadOnlyList<SigmaNode> Items, long Line, long Column) : SigmaNode(Line, Column);

internal sealed record SigmaMap(IReadOnlyList<KeyValuePair<SigmaText, SigmaNode>> Entries, long Line, long Column) : SigmaNode(Line, Column)
{
    public SigmaNode? this[string key] => Entries.FirstOrDefault(entry => entry.Key.Value == key).Value;
}
