using System.Globalization;
using RootWatch.Cli.Terminal;

namespace RootWatch.Cli.Scan.Output;

/// <summary>A bar on a terminal's stderr once a scan takes longer than a person waits without asking.</summary>
internal sealed class ProgressBar(CommandContext context)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(700);
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);
    private const int Cells = 40;

    private readonly Lock _drawing = new();
    private long _bytes;
    private long _done;
    private long _began;
    private long _drawn;
    private bool _isShown;
    private bool _isOver;

    public void Begin(long bytesInAll)
    {
        _bytes = bytesInAll;
        _began = _drawn = context.Clock.GetTimestamp();
    }

    /// <summary>By any worker.</summary>
    public void Advance(int count)
    {
        var sum = Interlocked.Add(ref _done, count);
        if (!context.ErrorIsTerminal || _bytes == 0 || !_drawing.TryEnter())
        {
            return;
        }

        try
        {
            Draw(sum);
        }
        finally
        {
            _drawing.Exit();
        }
    }

    private void Draw(long sum)
    {
        if (_isOver || context.Clock.GetElapsedTime(_began) < Patience || context.Clock.GetElapsedTime(_drawn) < Interval)
        {
            return;
        }

        _drawn = context.Clock.GetTimestamp();
        _isShown = true;
        var part = Math.Min(1, (double)sum / _bytes);
        var filled = (int)(part * Cells);
        context.Error.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"\r[{new string('#', filled)}{new string('.', Cells - filled)}] {part * 100,3:0} %  {Megabytes(sum)}/{Megabytes(_bytes)} MB"));
        context.Error.Flush();
    }

    public void End()
    {
        lock (_drawing)
        {
            _isOver = true;
            if (_isShown)
            {
                context.Error.Write("\r\e[K");
                _isShown = false;
            }
        }
    }

    private static string Megabytes(long count) => (count / 1e6).ToString("0", CultureInfo.InvariantCulture);
}
