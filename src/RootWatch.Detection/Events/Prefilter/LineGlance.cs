using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RootWatch.Detection.Events.Prefilter;

/// <summary>
/// A look at many records at once that stand one on a line, cheaper yet than <see cref="RecordGlance"/>: where a line ends
/// is where its record ends, so strings need not be followed. README.md beside this file says what follows from that.
/// </summary>
internal static class LineGlance
{
    private const int Half = 32;

    /// <summary>So far behind the v of eventName stands its N.</summary>
    private const int Ahead = 4;

    /// <summary>So many bytes behind a block are looked at: the end of <c>eventSource"</c>.</summary>
    private const int BeyondMax = 10;

    /// <summary>Of how many bytes the braces are counted in single bytes, two of each block in one: no more than 127.</summary>
    private const int CountedMax = 60 * JsonBlock.Bytes;

    /// <summary>
    /// How many bytes of the text are lines to be dismissed; 0 if the first one is not, or nothing that is known here.
    /// </summary>
    /// <param name="text">Begins where a value begins.</param>
    /// <param name="limit">Lines that begin at this offset or behind it are not looked at.</param>
    /// <param name="prefilter">Knows the calls that rules look at.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Take(ReadOnlySpan<byte> text, int limit, RecordPrefilter prefilter, out int lines)
    {
        lines = 0;
        if (!BeginsRecord(text, 0))
        {
            return 0;
        }

        ref var first = ref MemoryMarshal.GetReference(text);
        var start = 0;
        var call = default(GlancedCall);
        var depth = 0;
        var braces = Vector256<byte>.Zero;
        var countedTo = CountedMax;
        for (var at = 0; at + JsonBlock.Bytes + BeyondMax <= text.Length; at += JsonBlock.Bytes)
        {
            if (at >= countedTo)
            {
                depth += Sum(braces);
                braces = Vector256<byte>.Zero;
                countedTo = at + CountedMax;
            }

            var low = Vector256.LoadUnsafe(ref first, (nuint)at);
            var high = Vector256.LoadUnsafe(ref first, (nuint)at + Half);
            var lowSigns = Signs(low, ref first, at);
            var highSigns = Signs(high, ref first, at + Half);
            if ((lowSigns | highSigns) != Vector256<byte>.Zero)
            {
                var signs = lowSigns.ExtractMostSignificantBits() | ((ulong)highSigns.ExtractMostSignificantBits() << Half);
                var open = depth + Sum(braces);
                var (opening, closing) = (Where(low, high, '{'), Where(low, high, '}'));
                for (; signs != 0; signs &= signs - 1)
                {
                    var bit = BitOperations.TrailingZeroCount(signs);
                    var i = at + bit;
                    switch (text[i])
                    {
                        case (byte)'\\':
                            if (text[i + 1] == 'u')
                            {
                                return start;
                            }

                            break;
                        case (byte)'R' or (byte)'v':
                            // The closing quote of "Root", "eventName" or "eventSource".
                            var quote = i + (text[i] == 'R' ? 4 : text[i + Ahead] == 'N' ? 8 : 10);
                            if (text[quote] == '"'
                                && (open + Balance(opening, closing, bit) != 1 || call.Note(text, quote, level: 1) != PrefilterVerdict.Whole || call.MayBeRoot))
                            {
                                return start;
                            }

                            break;
                        default:
                            var inBlock = Balance(opening, closing, bit);
                            if (text[i] != '\n' || text[i - 1] != '}' || text[i + 1] != '{' || open + inBlock != 0
                                || i - start > EventDecoder.RecordBytesMax || !call.EndsBefore(i) || !prefilter.IsOutOfReach(text, call, text[start..i]))
                            {
                                return start;
                            }

                            lines++;
                            start = i + 1;
                            if (start >= limit || !BeginsRecord(text, start))
                            {
                                return start;
                            }

                            call = default;
                            open = depth = -inBlock;
                            braces = Vector256<byte>.Zero;
                            countedTo = at + CountedMax;
                            break;
                    }
                }
            }

            braces += Is(low, '}') + Is(high, '}') - Is(low, '{') - Is(high, '{');
        }

        return start;
    }

    /// <summary>The members of a LookupEvents page and of its entries begin with capitals.</summary>
    private static bool BeginsRecord(ReadOnlySpan<byte> text, int at) =>
        text.Length > at + 2 && text[at] == '{' && text[at + 1] == '"' && char.IsAsciiLetterLower((char)text[at + 2]);

    /// <summary>
    /// Set where a line ends or another control character stands, a backslash, and where <c>R..t</c>, <c>v...N</c> or
    /// <c>v...S</c> begins, which is <c>Root</c>, <c>eventName</c> or <c>eventSource</c> more often than not.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Signs(Vector256<byte> block, ref byte first, int at)
    {
        var root = Is(block, 'R') & Is(Vector256.LoadUnsafe(ref first, (nuint)at + 3), 't');
        var ahead = Vector256.LoadUnsafe(ref first, (nuint)at + Ahead);
        var name = Is(block, 'v') & (Is(ahead, 'N') | Is(ahead, 'S'));
        var control = Vector256.Equals(Vector256.Min(block, Vector256.Create((byte)0x1f)), block);
        return root | name | control | Is(block, '\\');
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> Is(Vector256<byte> block, char sign) => Vector256.Equals(block, Vector256.Create((byte)sign));

    /// <summary>How many more braces open than close before a byte of the block.</summary>
    private static int Balance(ulong opening, ulong closing, int bit)
    {
        var below = (1UL << bit) - 1;
        return BitOperations.PopCount(opening & below) - BitOperations.PopCount(closing & below);
    }

    private static ulong Where(Vector256<byte> low, Vector256<byte> high, char sign) =>
        Is(low, sign).ExtractMostSignificantBits() | ((ulong)Is(high, sign).ExtractMostSignificantBits() << Half);

    private static int Sum(Vector256<byte> counts)
    {
        var (low, high) = Vector256.Widen(counts.AsSByte());
        return Vector256.Sum(low + high);
    }
}
