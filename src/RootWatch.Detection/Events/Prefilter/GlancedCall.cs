using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RootWatch.Detection.Events.Prefilter;

/// <summary>What <see cref="RecordGlance"/> saw of a record. Places are offsets into the text.</summary>
internal struct GlancedCall
{
    /// <summary>So many bytes of a text are looked at at once.</summary>
    public const int ShortMax = 32;

    /// <summary>Of the record.</summary>
    public int Length;

    /// <summary>eventName's text, which is not empty once it was seen.</summary>
    public int NameStart;

    public int NameLength;

    /// <summary>eventSource's text.</summary>
    public int SourceStart;

    public int SourceLength;

    /// <summary>A text in it is <c>Root</c>.</summary>
    public bool MayBeRoot;

    private bool _hasSource;

    /// <summary>It has a name, and what was seen of it is before this place.</summary>
    public readonly bool EndsBefore(int at) => NameLength > 0 && NameStart + NameLength < at && SourceStart + SourceLength < at;

    private static ReadOnlySpan<byte> Name => "\"eventName"u8;

    private static ReadOnlySpan<byte> Source => "\"eventSource"u8;

    /// <summary>Takes a name that no quote but its own ends; false if it is long or none, or one is known.</summary>
    /// <param name="text">The name; <see cref="ShortMax"/> bytes are read.</param>
    /// <param name="start">Where it stands.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TakeName(ref byte text, int start)
    {
        var length = ShortLength(ref text);
        if (NameLength > 0 || length == 0)
        {
            return false;
        }

        (NameStart, NameLength) = (start, length);
        return true;
    }

    /// <summary>The same of a source.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TakeSource(ref byte text, int start)
    {
        var length = ShortLength(ref text);
        if (_hasSource || length == 0)
        {
            return false;
        }

        (SourceStart, SourceLength, _hasSource) = (start, length, true);
        return true;
    }

    /// <summary>Looks at one string of the text; anything but Whole ends the glance.</summary>
    /// <param name="quote">Where its closing quote may be.</param>
    /// <param name="level">How many brackets are open there.</param>
    /// <param name="elsewhere">What one of the keys is at any level but the first.</param>
    public PrefilterVerdict Note(ReadOnlySpan<byte> text, int quote, int level, PrefilterVerdict elsewhere)
    {
        var before = text[..quote];
        if (before.EndsWith(Name))
        {
            if (level != 1)
            {
                return elsewhere;
            }

            var verdict = Value(text, quote, Name.Length, NameLength > 0, ref NameStart, ref NameLength);
            return verdict == PrefilterVerdict.Whole && NameStart > 0 && NameLength == 0 ? PrefilterVerdict.StandsAside : verdict;
        }

        if (before.EndsWith(Source))
        {
            if (level != 1)
            {
                return elsewhere;
            }

            var verdict = Value(text, quote, Source.Length, _hasSource, ref SourceStart, ref SourceLength);
            _hasSource |= SourceStart > 0;
            return verdict;
        }

        MayBeRoot |= before.EndsWith("\"Root"u8);
        return PrefilterVerdict.Whole;
    }

    /// <summary>Of a text up to its quote; 0 if a backslash comes before it, or it does not come.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ShortLength(ref byte text)
    {
        var length = BitOperations.TrailingZeroCount(Ends(Vector256.LoadUnsafe(ref text)));
        return length < ShortMax && Unsafe.Add(ref text, length) == '"' ? length : 0;
    }

    private static uint Ends(Vector256<byte> text) =>
        (Vector256.Equals(text, Vector256.Create((byte)'"')) | Vector256.Equals(text, Vector256.Create((byte)'\\'))).ExtractMostSignificantBits();

    /// <summary>Where the first quote or backslash is; most texts are short.</summary>
    private static int EndOf(ReadOnlySpan<byte> text)
    {
        if (text.Length >= Vector256<byte>.Count)
        {
            var ends = Ends(Vector256.Create(text));
            if (ends != 0)
            {
                return BitOperations.TrailingZeroCount(ends);
            }
        }

        return text.IndexOfAny((byte)'"', (byte)'\\');
    }

    /// <summary>Takes the text that follows a key; a key that comes twice, and any spelling but CloudTrail's, is left to others.</summary>
    private static PrefilterVerdict Value(ReadOnlySpan<byte> text, int quote, int keyLength, bool isKnown, ref int start, ref int length)
    {
        switch (text[quote - keyLength - 1])
        {
            // A text that only ends like the key, or is a value.
            case (byte)'\\' or (byte)':':
                return PrefilterVerdict.Whole;
            case (byte)',' or (byte)'{' when !isKnown:
                break;
            default:
                return PrefilterVerdict.StandsAside;
        }

        var rest = text[(quote + 1)..];
        if (rest.Length < 2)
        {
            return PrefilterVerdict.Incomplete;
        }

        if (!rest.StartsWith(":\""u8))
        {
            return PrefilterVerdict.StandsAside;
        }

        rest = rest[2..];
        var end = EndOf(rest);
        if (end < 0)
        {
            return PrefilterVerdict.Incomplete;
        }

        (start, length) = (quote + 3, end);
        return rest[end] == '"' ? PrefilterVerdict.Whole : PrefilterVerdict.StandsAside;
    }
}
