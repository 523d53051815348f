namespace RootWatch.Cli.Scan.Reading;

/// <summary>What one worker reads: a file, or a stretch of a large one.</summary>
/// <param name="Start">Offset of the first byte.</param>
/// <param name="End">Values that begin at this offset or behind it belong to the next part.</param>
/// <param name="IsAtValue">A value is known to begin at the start; otherwise the first one behind a line's end counts.</param>
internal sealed record InputPart(InputFile File, long Start, long End, bool IsAtValue)
{
    public const long BytesMax = 8 * 1024 * 1024;

    /// <summary>At the end of a file parts are smaller, so that no worker is left alone with one for long.</summary>
    private const long LastBytesMax = BytesMax / 4;

    public bool IsFirst => Start == 0;

    public static InputPart Whole(InputFile file) => new(file, 0, long.MaxValue, IsAtValue: true);

    /// <summary>
    /// A file is cut, however many workers there are, so that their number changes nothing in what is found. What is packed
    /// can only be read from its start.
    /// </summary>
    public static IEnumerable<InputPart> Of(InputFile file)
    {
        if (file.Bytes < 2 * BytesMax || !TextOpener.IsPlain(file.Path))
        {
            yield return Whole(file);
            yield break;
        }

        for (long start = 0, end; start < file.Bytes; start = end)
        {
            end = start + (file.Bytes - start > 2 * BytesMax ? BytesMax : LastBytesMax);
            yield return new InputPart(file, start, end >= file.Bytes ? long.MaxValue : end, IsAtValue: start == 0);
        }
    }
}
