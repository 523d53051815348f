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
    private string _unit = "";
    private double _ofUnit;
    private long _whole;
    private long _done;
    private long _began;
    private long _drawn;
    private bool _isShown;
    private bool _isOver;

    public void BeginReading(long bytes) => Begin(bytes, "MB", 1e6);

    public void BeginJudging(long events) => Begin(events, "events judged", 1);

    private void Begin(long whole, string unit, double ofUnit)
    {
        (_whole, _unit, _ofUnit) = (whole, unit, ofUnit);
        _done = 0;
        _isOver = false;
        _began = _drawn = context.Clock.GetTimestamp();
    }

    /// <summary>By any worker.</summary>
    public void Advance(int count)
    {
        var sum = Interlocked.Add(ref _done, count);
        if (!context.ErrorIsTerminal || _whole == 0 || !_drawing.TryEnter())
        {
            return;
        }

        try
        {
            // What lies where two parts of a file meet is read twice.
            Draw(Math.Min(sum, _whole));
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
        var part = (double)sum / _whole;
        var filled = (int)(part * Cells);
        context.Error.Write(string.Create(
            CultureInfo.InvariantCulture,
            $"\r[{new string('#', filled)}{new string('.', Cells - filled)}] {part * 100,3:0} %  {sum / _ofUnit:#,0}/{_whole / _ofUnit:#,0} {_unit}"));
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
}
