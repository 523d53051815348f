using RootWatch.Cli.Scan.Output;
using RootWatch.Cli.Scan.Reading;
using RootWatch.Cli.Terminal;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;
using RootWatch.Detection.Sigma;

namespace RootWatch.Cli.Scan;

/// <summary>
/// Reads the parts of the input on all workers and puts them together in the order of the input, so that what comes out
/// does not depend on who was faster. Whatever is wrong with one file, the next is read.
/// </summary>
/// <param name="keeps">As <see cref="PartReader"/> says; asked in the order of the input if there is one job.</param>
internal sealed class ScanJob(
    InputFiles input, Stream standardInput, ProgressBar progress, int jobs, SigmaRules sigma, Func<CloudTrailEvent, bool>? keeps = null)
{
    /// <summary>Parts under way per worker: enough that none waits for a slow one, few enough to hold.</summary>
    private const int AheadPerJob = 4;

    private readonly PartReader _reader = new(standardInput, progress.Advance, sigma, keeps);
    private (long Offset, long Line) _place;

    public ScanTotals Totals { get; } = new();

    /// <summary>
    /// Something that the user named, or found in a directory that he named, could not be opened, or not be read to its end.
    /// </summary>
    public bool IsIncomplete { get; private set; }

    /// <param name="onEvent">Gets the events that are kept, in the order of the input.</param>
    public void Run(Action<CloudTrailEvent> onEvent, CancellationToken cancel)
    {
        Totals.PassedOver = input.Others;
        progress.BeginReading(input.Files.Sum(file => file.Bytes));
        foreach (var (part, reading) in ReadAll(cancel))
        {
            cancel.ThrowIfCancellationRequested();
            Take(part, reading, onEvent, cancel);
        }

        progress.End();
    }

    private IEnumerable<(InputPart Part, PartReading Reading)> ReadAll(CancellationToken cancel)
    {
        var parts = input.Files.SelectMany(InputPart.Of);
        if (jobs == 1)
        {
            foreach (var part in parts)
            {
                // What an object of the part before reached over is not read again.
                yield return (part, !part.IsFirst && _place.Offset >= part.End ? new PartReading() : _reader.Read(part.IsFirst ? part : AtPlace(part), cancel));
            }

            yield break;
        }

        // Who waits for the parts is a thread of the pool, too; another one would be started only after some time.
        ThreadPool.GetMinThreads(out var threads, out var completions);
        ThreadPool.SetMinThreads(Math.Max(threads, jobs + 1), completions);
        var workers = new ConcurrentExclusiveSchedulerPair(TaskScheduler.Default, jobs).ConcurrentScheduler;
        var ahead = new Queue<(InputPart Part, Task<PartReading> Reading)>();
        foreach (var part in parts)
        {
            ahead.Enqueue((part, Task.Factory.StartNew(() => _reader.Read(part, cancel), cancel, TaskCreationOptions.None, workers)));
            if (ahead.Count >= jobs * AheadPerJob)
            {
                yield return Oldest();
            }
        }

        while (ahead.Count > 0)
        {
            yield return Oldest();
        }

        (InputPart, PartReading) Oldest()
        {
            var (part, reading) = ahead.Dequeue();
            return (part, reading.GetAwaiter().GetResult());
        }
    }

    private InputPart AtPlace(InputPart part) => part with { Start = _place.Offset, IsAtValue = true };

    private void Take(InputPart part, PartReading reading, Action<CloudTrailEvent> onEvent, CancellationToken cancel)
    {
        var shown = ShownText.Of(part.File.Path, CommandContext.PathCharsMax);
        var linesBefore = 0L;
        if (part.IsFirst)
        {
            _place = (0, 1);
        }
        else
        {
            if (_place.Offset >= part.End)
            {
                return;
            }

            if (reading.Failure is null && reading.First.Offset != _place.Offset)
            {
                // It began inside an object of the part before.
                reading = _reader.Read(AtPlace(part), cancel);
            }

            linesBefore = _place.Line - reading.First.Line;
        }

        if (reading.Failure is { } failure)
        {
            // The other parts of the file are not tried.
            _place = (long.MaxValue, 0);
            // Whatever else lies in a directory under such a name is no loss.
            IsIncomplete |= part.File.Named || failure != Reading.UnreadableReasons.Binary;
            Totals.CountUnreadable(failure, shown);
            return;
        }

        IsIncomplete |= reading.IsBrokenOff;
        Totals.Files += part.IsFirst ? 1 : 0;
        Totals.Add(reading, shown, linesBefore);
        _place = (reading.End.Offset, linesBefore + reading.End.Line);
        foreach (var e in reading.Events)
        {
            onEvent(e);
        }
    }
}
