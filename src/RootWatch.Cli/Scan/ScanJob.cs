using RootWatch.Cli.Scan.Output;
using RootWatch.Cli.Scan.Reading;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events.Prefilter;

namespace RootWatch.Cli.Scan;

/// <summary>Files -> text -> objects -> events -> findings. Whatever is wrong with one file, the next is read.</summary>
internal sealed class ScanJob(InputFiles input, Stream standardInput, ProgressBar progress)
{
    public ScanTotals Totals { get; } = new();

    /// <summary>Something that the user named could not be opened.</summary>
    public bool NamedFailed { get; private set; }

    public IReadOnlyList<Alert> Run(CancellationToken cancel)
    {
        var collector = new FindingCollector(Totals);
        Totals.FilesPassedOver = input.Others.Count;
        progress.Begin(input.Files.Sum(file => file.Bytes));
        foreach (var file in input.Files)
        {
            cancel.ThrowIfCancellationRequested();
            Read(file, collector, cancel);
        }

        progress.End();
        return collector.Finish();
    }

    private void Read(InputFile file, FindingCollector collector, CancellationToken cancel)
    {
        var shown = ShownText.Of(file.Path, CommandContext.PathCharsMax);
        var (text, unreadable) = Open(file);
        if (text is null)
        {
            NamedFailed |= file.Named;
            Totals.CountUnreadable(unreadable!, shown);
            return;
        }

        using (text)
        {
            Totals.Files++;
            var splitter = new JsonSplitter(text, RecordPrefilter.OfCatalogue);
            while (splitter.TryNext(out var piece))
            {
                cancel.ThrowIfCancellationRequested();
                if (piece.Unreadable is { } reason)
                {
                    Totals.CountUnreadable(reason, shown, piece.Line);
                }
                else
                {
                    collector.Take(piece.Json, shown, piece.Line);
                }
            }

            Totals.Records += splitter.Dismissed;
        }
    }

    private (Stream? Text, string? Unreadable) Open(InputFile file)
    {
        if (file.Unreadable is not null)
        {
            return (null, file.Unreadable);
        }

        if (file.Path == InputFiles.StandardInput)
        {
            return TextOpener.Open(standardInput, file.Path, onRead: null);
        }

        try
        {
            return TextOpener.Open(
                new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 128 * 1024, FileOptions.SequentialScan),
                file.Path,
                progress.Advance);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return (null, InputFiles.ReasonOf(e));
        }
    }
}
