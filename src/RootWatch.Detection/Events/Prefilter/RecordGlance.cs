using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RootWatch.Detection.Events.Prefilter;

/// <summary>
/// The cheapest look at a record as CloudTrail writes it into its files: where it ends, and the few bytes that could make it
/// matter. It parses nothing: of the grammar it knows strings and the balance of brackets. README.md beside this file says
/// what follows from that.
/// </summary>
internal static class RecordGlance
{
    /// <summary>In these first bytes a record has named its call. What has not may be a list of records with a far end.</summary>
    private const int NamedWithin = 4096;

    /// <summary>Deeper ones are left to others: <see cref="EventDecoder.DepthMax"/> is far away then.</summary>
    private const int DepthMax = 63;

    /// <summary>
    /// <see cref="PrefilterVerdict.Whole"/>: an object to its end, with one eventName and at most one eventSource, which
    /// <paramref name="call"/> gets. Whether it is valid JSON inside is not asked.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static PrefilterVerdict Take(ReadOnlySpan<byte> text, out GlancedCall call)
    {
        call = default;
        if (text.Length < 3 || text[0] != '{' || text[1] != '"' || !char.IsAsciiLetterLower((char)text[2]))
        {
            // The members of a LookupEvents page and of its entries begin with capitals.
            return PrefilterVerdict.StandsAside;
        }

        ulong insideCarry = 0;
        ulong escapedCarry = 0;
        ulong lastQuotes = 0;
        ulong lastLetters = 0;
        ulong lastBraces = 0;
        ulong lastFirsts = 0;
        var depth = 0;
        for (var at = 0; ; at += JsonBlock.Bytes)
        {
            if (at >= text.Length)
            {
                return PrefilterVerdict.Incomplete;
            }

            var block = JsonBlock.At(text, at, out var known);
            var quotes = JsonBlock.Where(block, (byte)'"');
            var backslashes = JsonBlock.Where(block, (byte)'\\');
            var controls = JsonBlock.Controls(block);
            var lowered = block | Vector512.Create((byte)0x20);
            var opens = JsonBlock.Where(lowered, (byte)'{');
            var closes = JsonBlock.Where(lowered, (byte)'}');

            // The closing quotes of "Root", "eventName" and "eventSource", and few others: one of N to S stands 4, 4 and 6
            // bytes before them, and the opening quote 5, 10 and 12.
            var letters = Vector512.LessThanOrEqual(block - Vector512.Create((byte)'N'), Vector512.Create((byte)('S' - 'N'))).ExtractMostSignificantBits();
            var candidates = quotes
                & ((Before(letters, lastLetters, 4) & (Before(quotes, lastQuotes, 5) | Before(quotes, lastQuotes, 10)))
                    | (Before(letters, lastLetters, 6) & Before(quotes, lastQuotes, 12)));
            (lastQuotes, lastLetters) = (quotes, letters);

            // Another record that begins inside, as one that was torn off may hold it: who reads in full would find it.
            var firsts = quotes & Before(opens, lastBraces, 1);
            var beginnings = JsonBlock.Where(block, (byte)'e') & Before(firsts, lastFirsts, 1);
            (lastBraces, lastFirsts) = (opens, firsts);

            if ((backslashes | escapedCarry) != 0)
            {
                var escapers = JsonBlock.Escapers(backslashes & ~escapedCarry);
                var escaped = escapedCarry | escapers << 1;
                escapedCarry = escapers >> 63;
                if ((escaped & JsonBlock.Where(block, (byte)'u')) != 0)
                {
                    return PrefilterVerdict.StandsAside;
                }

                quotes &= ~escaped;
            }

            var inside = JsonBlock.PrefixXor(quotes) ^ insideCarry;
            insideCarry = (ulong)((long)inside >> 63);
            opens &= ~inside & known;
            closes &= ~inside & known;

            var depthBefore = depth;
            if (BitOperations.PopCount(closes) < depth)
            {
                depth += BitOperations.PopCount(opens) - BitOperations.PopCount(closes);
                if (depth > DepthMax)
                {
                    return PrefilterVerdict.StandsAside;
                }
            }
            else if (IsEnd(opens, closes, ref depth, out var end))
            {
                known = end;
                call.Length = at + BitOperations.PopCount(end);
            }

            // What follows the record's end is of the next one, whose beginning is in the same block more often than not.
            beginnings &= known;
            if ((controls & known) != 0 || (beginnings != 0 && BeginsInside(text, at, beginnings)))
            {
                return PrefilterVerdict.StandsAside;
            }

            for (candidates &= known; candidates != 0; candidates &= candidates - 1)
            {
                var bit = BitOperations.TrailingZeroCount(candidates);
                var below = (1UL << bit) - 1;
                var level = depthBefore + BitOperations.PopCount(opens & below) - BitOperations.PopCount(closes & below);
                var verdict = call.Note(text, at + bit, level, elsewhere: PrefilterVerdict.Whole);
                if (verdict != PrefilterVerdict.Whole)
                {
                    return verdict;
                }
            }

            if (call.Length != 0)
            {
                return call.NameLength > 0 && call.Length <= EventDecoder.RecordBytesMax && text[call.Length - 1] == '}'
                    ? PrefilterVerdict.Whole
                    : PrefilterVerdict.StandsAside;
            }

            if (call.NameLength == 0 && at >= NamedWithin)
            {
                return PrefilterVerdict.StandsAside;
            }
        }
    }

    /// <summary>The bits of a block and the one before it, moved up: set where one was set <paramref name="bytes"/> before.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Before(ulong bits, ulong last, int bytes) => (bits << bytes) | (last >> (JsonBlock.Bytes - bytes));

    /// <param name="beginnings">Where the first letter of a member stands that is the first of its object.</param>
    private static bool BeginsInside(ReadOnlySpan<byte> text, int at, ulong beginnings)
    {
        for (; beginnings != 0; beginnings &= beginnings - 1)
        {
            var start = at + BitOperations.TrailingZeroCount(beginnings) - 2;
            if (start > 0 && text[start..].StartsWith("{\"eventVersion\""u8))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Follows the depth bracket by bracket.</summary>
    /// <param name="end">All bits up to the one at which it came back to 0.</param>
    private static bool IsEnd(ulong opens, ulong closes, ref int depth, out ulong end)
    {
        end = 0;
        for (var left = opens | closes; left != 0; left &= left - 1)
        {
            var bit = left & (~left + 1);
            if ((opens & bit) != 0)
            {
                depth++;
            }
            else if (--depth == 0)
            {
                end = bit | (bit - 1);
                return true;
            }
        }

        return false;
    }
}
