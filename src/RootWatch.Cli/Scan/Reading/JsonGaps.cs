using System.Buffers;

namespace RootWatch.Cli.Scan.Reading;

/// <summary>Passes over what stands between values, or where something is broken over all that can be no object.</summary>
internal sealed class JsonGaps(ByteWindow window)
{
    public static readonly SearchValues<byte> Space = SearchValues.Create(" \t\r\n"u8);
    public static readonly SearchValues<byte> BetweenValues = SearchValues.Create(" \t\r\n,\u001e"u8);

    private static readonly SearchValues<byte> TimeSigns = SearchValues.Create("0123456789-:.+TZ"u8);

    /// <summary>A time and the blanks behind it; CloudWatch Logs writes 25.</summary>
    private const int TimeBytesMax = 64;

    private static ReadOnlySpan<byte> ByteOrderMark => "\uFEFF"u8;

    private static ReadOnlySpan<byte> RecordStart => "{\"eventVersion\""u8;

    /// <summary>False if the stream ends before another sign comes.</summary>
    public bool Skip(SearchValues<byte> signs)
    {
        while (true)
        {
            var at = window.Pending.IndexOfAnyExcept(signs);
            if (at >= 0)
            {
                window.Advance(at);
                return true;
            }

            window.Advance(window.Pending.Length);
            if (!window.Fill())
            {
                return false;
            }
        }
    }

    /// <summary>The same up to a value, also over byte order marks.</summary>
    public bool SkipToValue()
    {
        if (!Skip(BetweenValues))
        {
            return false;
        }

        if (window.Pending[0] != ByteOrderMark[0])
        {
            return true;
        }

        window.FillTo(ByteOrderMark.Length);
        if (window.Pending.StartsWith(ByteOrderMark))
        {
            window.Advance(ByteOrderMark.Length);
        }

        return Skip(BetweenValues);
    }

    /// <summary>
    /// Passes over the time that an export of CloudWatch Logs writes before each record; false if the window does not begin
    /// with one and an object behind it.
    /// </summary>
    public bool PassTime()
    {
        window.FillTo(TimeBytesMax);
        var head = window.Pending[..Math.Min(window.Pending.Length, TimeBytesMax)];
        if (head is not [_, _, _, _, (byte)'-', _, _, (byte)'-', _, _, (byte)'T', ..])
        {
            return false;
        }

        var time = head.IndexOfAnyExcept(TimeSigns);
        var blanks = time < 0 ? -1 : head[time..].IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (blanks <= 0 || head[time + blanks] != (byte)'{')
        {
            return false;
        }

        window.Advance(time + blanks, lineEnds: 0);
        return true;
    }

    /// <summary>
    /// Moves to the next place where an object can begin: a line whose first sign is an opening brace, or, as raw
    /// quotes cannot stand inside a JSON string, the words that CloudTrail begins each record with.
    /// </summary>
    /// <param name="from">So many bytes are passed over in any case.</param>
    public void SkipToNextObject(int from)
    {
        var lineIsBlank = false;
        window.Advance(Math.Min(from, window.Pending.Length));
        while (true)
        {
            window.FillTo(RecordStart.Length);
            if (window.Pending.IsEmpty)
            {
                return;
            }

            var pending = window.Pending;
            var at = pending.IndexOfAny((byte)'{', (byte)'\n');
            lineIsBlank &= (at < 0 ? pending : pending[..at]).IndexOfAnyExcept(Space) < 0;
            if (at < 0)
            {
                window.Advance(pending.Length);
                continue;
            }

            if (pending[at] == (byte)'\n')
            {
                lineIsBlank = true;
                window.Advance(at + 1);
                PassTime();
                continue;
            }

            window.Advance(at);
            window.FillTo(RecordStart.Length);
            if (lineIsBlank || window.Pending.StartsWith(RecordStart))
            {
                return;
            }

            window.Advance(1);
        }
    }
}
