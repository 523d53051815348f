using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RootWatch.Detection.Events.Prefilter;

/// <summary>
/// Checks that a text begins with one whole JSON object, written without blanks, and notes the few members that tell whose
/// it is and what it did. 64 bytes at a time become words with one bit per byte, on which JSON's grammar is checked;
/// README.md beside this file says how, and why that is all of the grammar.
/// </summary>
internal static class ObjectScan
{
    /// <summary>Containers are remembered as bits of one word. The deepest record known nests 11 deep.</summary>
    private const int DepthMax = 63;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ObjectOutline Run<TSpelling>(ReadOnlySpan<byte> text)
        where TSpelling : struct, IJsonSpelling
    {
        var outline = default(ObjectOutline);
        if (text.Length < JsonBlock.Bytes || text[0] != '{')
        {
            // No record is that short, and the rest of a text may be.
            outline.Verdict = text.Length < JsonBlock.Bytes && text.StartsWith((byte)'{') ? PrefilterVerdict.Incomplete : PrefilterVerdict.StandsAside;
            return outline;
        }

        ref var bytes = ref MemoryMarshal.GetReference(text);
        var interesting = OutlinedKeys<TSpelling>.Tails;
        var typeTail = OutlinedKeys<TSpelling>.TypeTail;

        // What the block before leaves to the next one: bits at its lower end, or all bits.
        ulong escapedCarry = 0;
        ulong innerEscapeCarry = 0;
        ulong insideCarry = 0;
        ulong closingCarry = 0;
        ulong beforeValueCarry = 0;
        ulong afterValueCarry = 0;
        ulong scalarCarry = 0;
        ulong memberCarry = 0;

        var depth = 0;
        var objects = 0UL;
        var identityStart = -1;
        var identityDepth = int.MaxValue;

        for (var at = 0; ; at += JsonBlock.Bytes)
        {
            if (at >= text.Length)
            {
                outline.Verdict = PrefilterVerdict.Incomplete;
                return outline;
            }

            var block = JsonBlock.At(text, at, out var known);
            var quotes = JsonBlock.Where(block, (byte)'"');
            var backslashes = JsonBlock.Where(block, (byte)'\\');
            var controls = JsonBlock.Controls(block);
            var blanks = JsonBlock.Where(block, (byte)' ');
            var lowered = block | Vector512.Create((byte)0x20);
            var opens = JsonBlock.Where(lowered, (byte)'{');
            var closes = JsonBlock.Where(lowered, (byte)'}');
            var colons = JsonBlock.Where(block, (byte)':');
            var commas = JsonBlock.Where(block, (byte)',');

            // Which characters a backslash escapes.
            ulong escapers = 0;
            var escaped = escapedCarry;
            if ((backslashes | escapedCarry) != 0)
            {
                escapers = JsonBlock.Escapers(backslashes & ~escapedCarry);
                escaped |= escapers << 1;
                escapedCarry = escapers >> 63;
                if ((escaped & known & ~(quotes | backslashes)) != 0
                    && !AreEscapes<TSpelling>(text, at, escaped & known & ~(quotes | backslashes)))
                {
                    return outline;
                }

                if (TSpelling.IsEscaped)
                {
                    quotes &= escaped;
                    var innerBackslashes = backslashes & escaped;
                    if ((innerBackslashes | innerEscapeCarry) != 0)
                    {
                        if (!InnerEscaped(text, at, innerBackslashes, escapers, ref innerEscapeCarry, out var innerEscaped))
                        {
                            return outline;
                        }

                        quotes &= ~innerEscaped;
                    }
                }
                else
                {
                    quotes &= ~escaped;
                }
            }
            else if (TSpelling.IsEscaped)
            {
                // A bare quote cannot be inside the text of a string.
                quotes = 0;
                if (innerEscapeCarry != 0)
                {
                    if (!InnerEscaped(text, at, 0, 0, ref innerEscapeCarry, out _))
                    {
                        return outline;
                    }
                }
            }

            // All of it the inside of one string. What the block before left is about signs outside of strings: nothing.
            if ((quotes | ~insideCarry) == 0)
            {
                if ((controls & known) != 0)
                {
                    return outline;
                }

                continue;
            }

            // Inside a string: from its opening quote up to, not with, its closing one.
            var inside = JsonBlock.PrefixXor(quotes) ^ insideCarry;
            insideCarry = (ulong)((long)inside >> 63);
            var opening = quotes & inside;
            var closing = quotes & ~inside;
            var outside = ~inside;
            opens &= outside;
            closes &= outside;
            colons &= outside;
            commas &= outside;
            var signs = opens | closes | colons | commas;
            var scalars = outside & ~(signs | closing | escapers);

            // What stands directly before what.
            var beforeValue = opens | colons | commas;
            var afterValue = closing | closes | scalars;
            var wrong = controls | (blanks & outside);
            if (!TSpelling.IsEscaped)
            {
                wrong |= escapers & outside;
            }

            wrong |= opening & ~(TSpelling.IsEscaped ? (beforeValue << 2) | beforeValueCarry : (beforeValue << 1) | beforeValueCarry);
            wrong |= colons & ~((closing << 1) | closingCarry);
            wrong |= commas & ~((afterValue << 1) | afterValueCarry);
            var scalarStarts = scalars & ~((scalars << 1) | scalarCarry);
            wrong |= scalarStarts & ~((beforeValue << 1) | (TSpelling.IsEscaped ? beforeValueCarry >> 1 : beforeValueCarry));
            closingCarry = closing >> 63;
            beforeValueCarry = TSpelling.IsEscaped ? beforeValue >> 62 : beforeValue >> 63;
            afterValueCarry = afterValue >> 63;
            scalarCarry = scalars >> 63;

            // The signs that come next after an opening bracket or a comma: the addition ripples from there to the next sign.
            var starts = opens | commas;
            var gaps = ~signs;
            var rippled = gaps + (starts << 1);
            var overflow = rippled < gaps ? 1UL : 0UL;
            var total = rippled + memberCarry;
            overflow |= total < rippled ? 1UL : 0UL;
            var firsts = total & signs;
            memberCarry = overflow | (starts >> 63);
            wrong |= colons & ~firsts;
            var notAfterKey = firsts & ~colons;

            // The containers, in order.
            var left = (opens | closes) & known;
            var rest = ulong.MaxValue;
            while (true)
            {
                var bracket = BitOperations.TrailingZeroCount(left);
                // Up to and with the next bracket.
                var region = rest & (left ^ (left - 1));
                rest &= ~region;

                if ((objects & 1) != 0)
                {
                    var odd = notAfterKey & region;
                    if (odd != 0 && !(left != 0 && odd == 1UL << bracket && Unsafe.Add(ref bytes, at + bracket) == '}' && Unsafe.Add(ref bytes, at + bracket - 1) == '{'))
                    {
                        wrong |= odd & known;
                    }

                    if (depth == 1 || depth == identityDepth)
                    {
                        for (var keys = colons & region & known; keys != 0; keys &= keys - 1)
                        {
                            var colon = at + BitOperations.TrailingZeroCount(keys);
                            if (colon < sizeof(ulong) + 1)
                            {
                                continue;
                            }

                            var tail = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, colon - sizeof(ulong))) >> 16;
                            if ((depth == 1 ? Vector512.EqualsAny(interesting, Vector512.Create(tail)) : tail == typeTail)
                                && !OutlinedKeys<TSpelling>.Note(text, colon, isIdentity: depth != 1, ref outline, ref identityStart))
                            {
                                return outline;
                            }
                        }
                    }
                }
                else
                {
                    wrong |= colons & region & known;
                }

                if (left == 0)
                {
                    break;
                }

                left &= left - 1;
                var place = at + bracket;
                var sign = Unsafe.Add(ref bytes, place);
                if ((sign & 0x06) == 0x02)
                {
                    // An opening one: [ is 0x5B, { is 0x7B.
                    if (place > 0 && Unsafe.Add(ref bytes, place - 1) is not ((byte)':' or (byte)',' or (byte)'['))
                    {
                        return outline;
                    }

                    if (++depth > DepthMax)
                    {
                        return outline;
                    }

                    objects = (objects << 1) | (uint)(sign >> 5 & 1);
                    if (place == identityStart)
                    {
                        identityDepth = depth;
                    }
                }
                else
                {
                    if (Unsafe.Add(ref bytes, place - 1) is (byte)':' or (byte)',' || (uint)(sign >> 5 & 1) != (objects & 1))
                    {
                        return outline;
                    }

                    if (depth == identityDepth)
                    {
                        identityDepth = int.MaxValue;
                    }

                    objects >>= 1;
                    if (--depth == 0)
                    {
                        known &= (1UL << bracket << 1) - 1;
                        outline.Length = place + 1;
                        break;
                    }
                }
            }

            if (outline.HeldStart != 0 && outline.HeldLength == 0)
            {
                var ends = closing & (at >= outline.HeldStart ? ulong.MaxValue : ulong.MaxValue << (outline.HeldStart - at));
                if (ends != 0)
                {
                    outline.HeldLength = at + BitOperations.TrailingZeroCount(ends) - outline.HeldStart;
                }
            }

            for (var starting = scalarStarts & known; starting != 0; starting &= starting - 1)
            {
                if (!JsonLiterals.IsOneThenSign(text[(at + BitOperations.TrailingZeroCount(starting))..]))
                {
                    return outline;
                }
            }

            if ((wrong & known) != 0)
            {
                return outline;
            }

            if (outline.Length != 0)
            {
                outline.Verdict = PrefilterVerdict.Whole;
                return outline;
            }
        }
    }

    /// <summary>
    /// Escaped characters other than quotes and backslashes. <c>\u</c> is refused, as it can spell a name that would then
    /// go unseen. In a text that is itself escaped, <c>\n</c> and its like are control characters of the inner JSON.
    /// </summary>
    private static bool AreEscapes<TSpelling>(ReadOnlySpan<byte> text, int at, ulong escaped)
        where TSpelling : struct, IJsonSpelling
    {
        for (; escaped != 0; escaped &= escaped - 1)
        {
            var sign = text[at + BitOperations.TrailingZeroCount(escaped)];
            if (TSpelling.IsEscaped ? sign != '/' : !IsEscape(sign))
            {
                return false;
            }
        }

        return true;
    }

    private static bool IsEscape(byte sign) => sign is (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t';

    /// <summary>What the inner JSON's own backslashes escape. Few strings have any, so they are taken one by one.</summary>
    private static bool InnerEscaped(ReadOnlySpan<byte> text, int at, ulong backslashes, ulong escapers, ref ulong carry, out ulong innerEscaped)
    {
        innerEscaped = 0;
        var pending = carry != 0;
        carry = 0;
        var next = 0;
        while (pending || backslashes != 0)
        {
            if (!pending)
            {
                var backslash = BitOperations.TrailingZeroCount(backslashes);
                backslashes &= backslashes - 1;
                next = backslash + 1;
            }

            pending = false;

            // The outer escaper is no character of the inner text.
            if (next < JsonBlock.Bytes && (escapers >> next & 1) != 0)
            {
                next++;
            }

            if (next >= JsonBlock.Bytes)
            {
                carry = 1;
                return backslashes == 0;
            }

            if (at + next >= text.Length || !(text[at + next] is (byte)'"' or (byte)'\\' || IsEscape(text[at + next])))
            {
                return false;
            }

            innerEscaped |= 1UL << next;
            backslashes &= ~(1UL << next);
        }

        return true;
    }
}
