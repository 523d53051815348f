namespace RootWatch.Cli.Scan.Reading;

/// <summary>One JSON object of the input, or why there is none.</summary>
/// <param name="Json">UTF-8, valid until the next piece is taken; empty if unreadable.</param>
/// <param name="Line">Where it begins, from 1.</param>
/// <param name="Unreadable">One of <see cref="UnreadableReasons"/>; null for an object.</param>
internal readonly record struct JsonPiece(ReadOnlyMemory<byte> Json, long Line, string? Unreadable);
