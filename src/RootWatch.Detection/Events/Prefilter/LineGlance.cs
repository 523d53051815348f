using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RootWatch.Detection.Events.Prefilter;

/// <summary>
/// A look at many records at once that stand one on a line, cheaper yet than <see cref="RecordGlance"/>: where a line ends
/// is where its record ends, so strings need not be followed. README.md beside this file says what follows from that.
/// </summary>
internal ref struct LineGlance
{
    private const int Half = 32;

    /// <summary>So many bytes behind a block are looked at: the end of <c>eventSource"</c>.</summary>
    private const int BeyondMax = 10;

    /// <summary>A record has none of what is looked for before this place: <c>{"eventName</c> is the first that may be.</summary>
    private const int FirstSign = 6;

    /// <summary>So many bytes from a sign on are looked at: <c>Source":"</c>, and a source.</summary>
    private const int UsualMax = 9 + GlancedCall.ShortMax;

    /// <summary>
    /// Signs are noted of so many blocks before any is looked at. Where the next one stands cannot be foretold: asking each
    /// block whether it has some costs more than noting it. Their braces are counted in single bytes, two of each block in
    /// one: no more than 127.
    /// </summary>
    private const int BlocksAtOnce = 32;

    private readonly Tables _tables = new();
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
        for (var block = 0; block < blocks; block += BlocksAtOnce)
        {
            var count = Note(block * JsonBlock.Bytes, Math.Min(BlocksAtOnce, blocks - block), ref noted[0], out var braces);
            if (!Look(noted[..count], depth))
            {
                return;
            }

            depth += Sum(braces);
        }
    }

    /// <summary>Notes those of the blocks that have signs.</summary>
    /// <param name="braces">How many more have opened than closed.</param>
    private readonly int Note(int at, int blocks, ref Noted noted, out Vector256<byte> braces)
    {
        ref var first = ref MemoryMarshal.GetReference(_text);
        var tables = _tables;
        nint count = 0;
        var counts = Vector256<byte>.Zero;
        nint from = at;
        var end = from + (blocks * JsonBlock.Bytes);
        if (blocks % 2 != 0)
        {
            Note(from, ref first, ref noted, tables, ref count, ref counts);
            from += JsonBlock.Bytes;
        }

        // Two in a turn cost a twentieth less.
        for (; from < end; from += 2 * JsonBlock.Bytes)
        {
            Note(from, ref first, ref noted, tables, ref count, ref counts);
            Note(from + JsonBlock.Bytes, ref first, ref noted, tables, ref count, ref counts);
        }

        braces = counts;
        return (int)count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Note(nint from, ref byte first, ref Noted noted, in Tables tables, ref nint count, ref Vector256<byte> counts)
    {
        ref var block = ref Unsafe.Add(ref first, from);
        var low = Vector256.LoadUnsafe(ref block);
        var high = Vector256.LoadUnsafe(ref block, Half);
        var signs = Word(tables.Signs(low, Vector256.LoadUnsafe(ref block, 1)), tables.Signs(high, Vector256.LoadUnsafe(ref block, Half + 1)));
        ref var next = ref Unsafe.Add(ref noted, count);
        next.BracesBefore = counts;
        next.Signs = signs;
        next.At = (int)from;
        count += signs != 0 ? 1 : 0;
        counts += tables.Counted(low) + tables.Counted(high);
    }

    /// <summary>Looks at the signs of blocks; false if the glance ends there.</summary>
    /// <param name="depth">How many braces were open where <see cref="Noted.BracesBefore"/> began to count.</param>
    private bool Look(scoped ReadOnlySpan<Noted> noted, int depth)
    {
        ref var text = ref MemoryMarshal.GetReference(_text);
        foreach (ref readonly var one in noted)
        {
            ref var first = ref Unsafe.Add(ref text, one.At);
            var (low, high) = (Vector256.LoadUnsafe(ref first), Vector256.LoadUnsafe(ref first, Half));
            var (opening, closing) = (Word(Is(low, '{'), Is(high, '{')), Word(Is(low, '}'), Is(high, '}')));
            var open = depth + Sum(one.BracesBefore);
            for (var signs = one.Signs; signs != 0; signs &= signs - 1)
            {
                var bit = BitOperations.TrailingZeroCount(signs);
                var below = (1UL << bit) - 1;
                var level = open + BitOperations.PopCount(opening & below) - BitOperations.PopCount(closing & below);
                ref var sign = ref Unsafe.Add(ref first, bit);
                if (sign == '\n' ? level != 0 || !EndsAt(one.At + bit) : !Passes(ref sign, one.At + bit, level))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>Looks at what is no end of a line; false if the glance ends there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Passes(ref byte sign, int i, int level) => sign switch
    {
        (byte)'t' => i < FirstSign || Word(ref sign, -4) != Word("eventNam"u8) || TakesUsualName(ref sign, i, level) || Passes(i + 5, level),
        (byte)'S' => i < FirstSign || Word(ref sign, -5) != Word("eventSou"u8) || TakesUsualSource(ref sign, i, level) || Passes(i + 6, level),
        (byte)'o' => i < FirstSign || Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref sign, -2)) != Root || Passes(i + 2, level),
        (byte)'\\' => Unsafe.Add(ref sign, 1) != 'u',
        _ => sign >= ' ',
    };

    /// <summary>Takes the name of the call if all is as CloudTrail writes it, which needs few looks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TakesUsualName(ref byte sign, int i, int level) =>
        level == 1 && i + UsualMax <= _text.Length && Word(ref sign, -6) == Word(",\"eventN"u8) && Word(ref sign, 0) == Word("tName\":\""u8)
        && _call.TakeName(ref Unsafe.Add(ref sign, 8), i + 8);

    /// <summary>The same for its source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TakesUsualSource(ref byte sign, int i, int level) =>
        level == 1 && i + UsualMax <= _text.Length && Word(ref sign, -7) == Word(",\"eventS"u8) && Word(ref sign, 1) == Word("ource\":\""u8)
        && _call.TakeSource(ref Unsafe.Add(ref sign, 9), i + 9);

    /// <summary>Looks at the text that ends there more closely; false if the glance ends there.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool Passes(int quote, int level)
    {
        if (_text[quote] == '\\')
        {
            _holdsEscaped = true;
            return true;
        }

        return _text[quote] != '"' || (_call.Note(_text, quote, level, PrefilterVerdict.StandsAside) == PrefilterVerdict.Whole && !_call.MayBeRoot);
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

    private static uint Root => Unsafe.ReadUnaligned<uint>(ref MemoryMarshal.GetReference("Root"u8));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(ref byte sign, int from) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref sign, from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(ReadOnlySpan<byte> text) => Unsafe.ReadUnaligned<ulong>(ref MemoryMarshal.GetReference(text));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Is(Vector256<byte> block, char sign) => Vector256.Equals(block, Vector256.Create((byte)sign));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(Vector256<byte> low, Vector256<byte> high) =>
        low.ExtractMostSignificantBits() | ((ulong)high.ExtractMostSignificantBits() << Half);

    /// <summary>Of bytes with a sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Sum(Vector256<byte> counts)
    {
        if (Avx2.IsSupported)
        {
            // It adds up bytes without a sign only.
            var raised = counts ^ Vector256.Create((byte)0x80);
            return (int)Vector256.Sum(Avx2.SumAbsoluteDifferences(raised, Vector256<byte>.Zero).AsInt64()) - (Vector256<byte>.Count * 0x80);
        }

        var (low, high) = Vector256.Widen(counts.AsSByte());
        return Vector256.Sum(low + high);
    }

    /// <summary>What signs are told by, kept at hand: as constants they are read anew for each block.</summary>
    private readonly struct Tables()
    {
        /// <summary>Of no sign of ASCII.</summary>
        private const byte Never = 0x80;

        /// <summary>
        /// What a byte must be to be a sign, by the lower half of the one behind it: of <c>\u</c>, of the <c>ot</c> in Root, of
        /// the <c>tN</c> and the <c>So</c> in eventName and eventSource. Other pairs of those are more often something else.
        /// </summary>
        private readonly Vector256<byte> _byNext = Twice(Vector128.Create(
            Never, Never, Never, Never, (byte)'o', (byte)'\\', Never, Never, Never, Never, Never, Never, Never, Never, (byte)'t', (byte)'S'));

        /// <summary>What a brace counts, by its distance from <see cref="_beforeBraces"/>.</summary>
        private readonly Vector256<byte> _braces = Twice(Vector128.Create(0, 1, 0, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));

        private readonly Vector256<sbyte> _beforeBraces = Vector256.Create((sbyte)('{' - 1));
        private readonly Vector256<sbyte> _space = Vector256.Create((sbyte)' ');

        /// <summary>
        /// Set where a line ends or another control character stands, and at what may be <c>\u</c>, Root, eventName or
        /// eventSource; also where anything but ASCII stands, which is sooner let be than asked about.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<byte> Signs(Vector256<byte> block, Vector256<byte> behind) =>
            Vector256.Equals(LookUp(_byNext, behind), block) | Vector256.LessThan(block.AsSByte(), _space).AsByte();

        /// <summary>1 where a brace opens, -1 where one closes.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Vector256<byte> Counted(Vector256<byte> block) => LookUp(_braces, Vector256.SubtractSaturate(block.AsSByte(), _beforeBraces).AsByte());

        private static Vector256<byte> Twice(Vector128<byte> table) => Vector256.Create(table, table);

        /// <summary>By the lower half of each byte; 0 where that is none of ASCII.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector256<byte> LookUp(Vector256<byte> table, Vector256<byte> bytes)
        {
            if (Avx2.IsSupported)
            {
                return Avx2.Shuffle(table, bytes);
            }

            var indices = bytes & Vector256.Create((byte)0x8F);
            return Vector256.Create(Vector128.Shuffle(table.GetLower(), indices.GetLower()), Vector128.Shuffle(table.GetLower(), indices.GetUpper()));
        }
    }
}
