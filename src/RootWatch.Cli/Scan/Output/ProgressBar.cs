using System.Globalization;
using RootWatch.Cli.Terminal;

namespace RootWatch.Cli.Scan.Output;

/// <summary>A bar on a terminal's stderr once a scan takes longer than a person waits without asking.</summary>
internal sealed class ProgressBar(CommandContext context)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private const int Cells = 40;

    private readonly Lock drawing = new();
    private long bytes;
    private long done;
    private long began;
    private long drawn;
    private bool isShown;
    private bool isOver;

    public void Begin(long bytesInAll)
    {
        bytes = bytesInAll;
        began = drawn = context.Clock.GetTimestamp();
    }

    /// <summary>By any worker.</summary>
    public void Advance(int count)
    {
        var sum = Interlocked.Add(ref done, count);
        if (!context.ErrorIsTerminal || bytes == 0 || !drawing.TryEnter())
        {
            return;
        }

        try
        {
            Draw(sum);
        }
        finally
        {
            drawing.Exit();
        }
    }

    private void Draw(long sum)
    {
        if (isOver || context.Clock.GetElapsedTime(began) < Patience || context.Clock.GetElapsedTime(drawn) < Interval)
        {
            return;
        }

        drawn = context.Clock.GetTimestamp();
        isShown = true;
        var part = Math.Min(1, (double)sum / bytes);
        var filled = (int)(part * Cells);
        context.Error.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"\r[{new string('#', filled)}{new string('.', Cells - filled)}] {part * 100,3:0} %  {Megabytes(sum)}/{Megabytes(bytes)} MB"));
        context.Error.Flush();
    }

    public void End()
    {
        lock (drawing)
        {
            isOver = true;
            if (isShown)
            {
                context.Error.Write("\r\e[K");
                isShown = false;
            }
        }
    }

    private static string Megabytes(long count) => (count / 1e6).ToString("0", CultureInfo.InvariantCulture);
}
