using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RootWatch.Detection.Events.Prefilter;

/// <summary>
/// A look at many records at once that stand one on a line, cheaper yet than <see cref="RecordGlance"/>: where a line ends
/// is where its record ends, so strings need not be followed. README.md beside this file says what follows from that.
/// </summary>
internal ref struct LineGlance
{
    private const int Half = 32;

    /// <summary>So far behind the second e of eventName stands its N, and behind the R of Root its t.</summary>
    private const int Ahead = 3;

    /// <summary>So many bytes behind a block are looked at: the end of <c>eventSource"</c>.</summary>
    private const int BeyondMax = 10;

    /// <summary>
    /// Signs are noted of so many blocks before any is looked at. Where the next one stands cannot be foretold: asking each
    /// block whether it has some costs more than noting it.
    /// </summary>
    private const int BlocksAtOnce = 16;

    /// <summary>Of how many blocks the braces are counted in single bytes, two of each block in one: no more than 127.</summary>
    private const int BlocksCounted = 3 * BlocksAtOnce;

    private readonly ReadOnlySpan<byte> _text;
    private readonly int _limit;
    private readonly RecordPrefilter _prefilter;
    private GlancedCall _call;

    /// <summary>Of the line that is looked at.</summary>
    private int _start;

    /// <summary>In the line stands a text whose own quotes are escaped, which a value of its own may hold: a record as text.</summary>
    private bool _holdsEscaped;

    private int _lines;

    private LineGlance(ReadOnlySpan<byte> text, int limit, RecordPrefilter prefilter)
    {
        _text = text;
        _limit = limit;
        _prefilter = prefilter;
    }

    /// <summary>A block with signs in it.</summary>
    private struct Noted
    {
        public Vector256<byte> BracesBefore;
        public ulong Signs;
        public int At;
    }

    /// <summary>
    /// How many bytes of the text are lines to be dismissed; 0 if the first one is not, or nothing that is known here.
    /// </summary>
    /// <param name="text">Begins where a value begins.</param>
    /// <param name="limit">Lines that begin at this offset or behind it are not looked at.</param>
    /// <param name="prefilter">Knows the calls that rules look at.</param>
    public static int Take(ReadOnlySpan<byte> text, int limit, RecordPrefilter prefilter, out int lines)
    {
        var glance = new LineGlance(text, limit, prefilter);
        if (BeginsRecord(text, 0))
        {
            glance.Run();
        }

        lines = glance._lines;
        return glance._start;
    }

    private void Run()
    {
        Span<Noted> noted = stackalloc Noted[BlocksAtOnce];
        var blocks = (_text.Length - BeyondMax) / JsonBlock.Bytes;
        var depth = 0;
        var braces = Vector256<byte>.Zero;
        for (var block = 0; block < blocks; block += BlocksAtOnce)
        {
            if (block % BlocksCounted == 0)
            {
                depth += Sum(braces);
                braces = Vector256<byte>.Zero;
            }

            var count = Note(block * JsonBlock.Bytes, Math.Min(BlocksAtOnce, blocks - block), ref noted[0], ref braces);
            foreach (ref readonly var one in noted[..count])
            {
                if (!Look(one, depth + Sum(one.BracesBefore)))
                {
                    return;
                }
            }
        }
    }

    /// <summary>Notes those of the blocks that have signs.</summary>
    /// <param name="braces">How many more have opened than closed.</param>
    private readonly int Note(int at, int blocks, ref Noted noted, ref Vector256<byte> braces)
    {
        ref var first = ref MemoryMarshal.GetReference(_text);
        var count = 0;
        var counts = braces;
        for (var end = at + (blocks * JsonBlock.Bytes); at < end; at += JsonBlock.Bytes)
        {
            var low = Vector256.LoadUnsafe(ref first, (nuint)at);
            var high = Vector256.LoadUnsafe(ref first, (nuint)at + Half);
            var signs = Word(Signs(low, ref first, at), Signs(high, ref first, at + Half));
            ref var next = ref Unsafe.Add(ref noted, count);
            next.BracesBefore = counts;
            next.Signs = signs;
            next.At = at;
            count += signs != 0 ? 1 : 0;
            counts += Is(low, '}') + Is(high, '}') - Is(low, '{') - Is(high, '{');
        }

        braces = counts;
        return count;
    }

    /// <summary>Looks at the signs of a block; false if the glance ends there.</summary>
    /// <param name="open">How many braces of the line are open before the block.</param>
    private bool Look(in Noted noted, int open)
    {
        ref var first = ref Unsafe.Add(ref MemoryMarshal.GetReference(_text), noted.At);
        var (low, high) = (Vector256.LoadUnsafe(ref first), Vector256.LoadUnsafe(ref first, Half));
        var (opening, closing) = (Word(Is(low, '{'), Is(high, '{')), Word(Is(low, '}'), Is(high, '}')));
        for (var signs = noted.Signs; signs != 0; signs &= signs - 1)
        {
            var bit = BitOperations.TrailingZeroCount(signs);
            var i = noted.At + bit;
            switch (_text[i])
            {
                case (byte)'e' or (byte)'R':
                    // The closing quote of "eventName", "eventSource" or "Root".
                    var quote = i + (_text[i] == 'R' ? 4 : _text[i + Ahead] == 'N' ? 7 : 9);
                    _holdsEscaped |= _text[quote] == '\\';
                    if (_text[quote] == '"'
                        && (_call.Note(_text, quote, open + Balance(opening, closing, bit), PrefilterVerdict.StandsAside) != PrefilterVerdict.Whole || _call.MayBeRoot))
                    {
                        return false;
                    }

                    break;
                case (byte)'\n':
                    if (open + Balance(opening, closing, bit) != 0 || !EndsAt(i))
                    {
                        return false;
                    }

                    break;
                case (byte)'\\':
                    if (_text[i + 1] == 'u')
                    {
                        return false;
                    }

                    break;
                case < (byte)' ':
                    return false;
            }
        }

        return true;
    }

    /// <summary>Passes over the line if it is to be dismissed; false if the glance ends before it or behind.</summary>
    private bool EndsAt(int i)
    {
        if (_text[i - 1] != '}' || _text[i + 1] != '{'
            || i - _start > EventDecoder.RecordBytesMax || !_call.EndsBefore(i) || (_holdsEscaped && !IsOneValue(i)) || !_prefilter.IsOutOfReach(_text, _call, _text[_start..i]))
        {
            return false;
        }

        _lines++;
        _start = i + 1;
        _call = default;
        _holdsEscaped = false;
        return _start < _limit && BeginsRecord(_text, _start);
    }

    /// <summary>Looks at the line once more, as few need it: a second value may be an entry of a LookupEvents page.</summary>
    private readonly bool IsOneValue(int end) =>
        RecordGlance.Take(_text[_start..end], out var whole) == PrefilterVerdict.Whole && whole.Length == end - _start;

    /// <summary>The members of a LookupEvents page and of its entries begin with capitals.</summary>
    private static bool BeginsRecord(ReadOnlySpan<byte> text, int at) =>
        text.Length > at + 2 && text[at] == '{' && text[at + 1] == '"' && char.IsAsciiLetterLower((char)text[at + 2]);

    /// <summary>
    /// Set where a line ends or another control character stands, a backslash, and where <c>R..t</c>, <c>e..N</c> or
    /// <c>e..S</c> begins, which is <c>Root</c>, <c>eventName</c> or <c>eventSource</c> more often than not; also where
    /// anything but ASCII stands, which is sooner let be than asked about.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Signs(Vector256<byte> block, ref byte first, int at)
    {
        var ahead = Vector256.LoadUnsafe(ref first, (nuint)at + Ahead);
        var root = Is(block, 'R') & Is(ahead, 't');
        var name = Is(block, 'e') & (Is(ahead, 'N') | Is(ahead, 'S'));
        var control = Vector256.LessThan(block.AsSByte(), Vector256.Create((sbyte)' ')).AsByte();
        return root | name | control | Is(block, '\\');
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Is(Vector256<byte> block, char sign) => Vector256.Equals(block, Vector256.Create((byte)sign));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << Half);

    /// <summary>How many more braces open than close before a byte of the block.</summary>
    private static int Balance(ulong opening, ulong closing, int bit)
    {
        var below = (1UL << bit) - 1;
        return BitOperations.PopCount(opening & below) - BitOperations.PopCount(closing & below);
    }

    private static int Sum(Vector256<byte> counts)
    {
        var (low, high) = Vector256.Widen(counts.AsSByte());
        return Vector256.Sum(low + high);
    }
}
