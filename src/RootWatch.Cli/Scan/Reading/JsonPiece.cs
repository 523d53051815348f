namespace RootWatch.Cli.Scan.Reading;

/// <summary>One JSON object of the input, or why there is none.</summary>
/// <param name="Json">
/// UTF-8, valid until the next piece is taken; empty if unreadable. Also a string whose text begins as an object does, which
/// <see cref="RecordEnvelope"/> opens.
/// </param>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Unreadable">One of <see cref="UnreadableReasons"/>; null if there is one.</param>
internal readonly record struct JsonPiece(ReadOnlyMemory<byte> Json, long Line, string? Unreadable)
{
    /// <summary>A line that begins and ends as an object does: whoever finds that it is none asks <see cref="JsonSplitter.CutAgain"/> for what it is.</summary>
    public bool IsUncut { get; init; }
}
