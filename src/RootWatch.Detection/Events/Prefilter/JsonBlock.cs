using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RootWatch.Detection.Events.Prefilter;

/// <summary>64 bytes of JSON, and words with one bit for each of them.</summary>
internal static class JsonBlock
{
    public const int Bytes = 64;

    private const ulong EvenBits = 0x5555_5555_5555_5555;

    /// <summary>The block that begins at a place in the text; what is missing of the last one is zeros.</summary>
    /// <param name="known">Bits of the bytes that are of the text.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> At(ReadOnlySpan<byte> text, int at, out ulong known)
    {
        if (text.Length - at >= Bytes)
        {
            known = ulong.MaxValue;
            return Vector512.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)at);
        }

        known = (1UL << (text.Length - at)) - 1;
        return Last(text[at..]);
    }

    private static Vector512<byte> Last(ReadOnlySpan<byte> rest)
    {
        Span<byte> whole = stackalloc byte[Bytes];
        whole.Clear();
        rest.CopyTo(whole);
        return Vector512.Create<byte>(whole);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Where(Vector512<byte> block, byte sign) => Vector512.Equals(block, Vector512.Create(sign)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Controls(Vector512<byte> block) => Vector512.LessThan(block, Vector512.Create((byte)' ')).ExtractMostSignificantBits();

    /// <summary>
    /// Of each run of backslashes the first, third, ...: those escape what follows them. Adding a run's first bit to the run
    /// clears it, so runs that begin at even and at odd places can be told apart.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Escapers(ulong backslashes)
    {
        var starts = backslashes & ~(backslashes << 1);
        var ofEvenStart = backslashes & ~(backslashes + (starts & EvenBits));
        return (ofEvenStart & EvenBits) | (backslashes & ~ofEvenStart & ~EvenBits);
    }

    /// <summary>Each bit becomes the parity of itself and all below it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong PrefixXor(ulong bits)
    {
        if (Pclmulqdq.IsSupported)
        {
            return Pclmulqdq.CarrylessMultiply(Vector128.CreateScalar(bits), Vector128<ulong>.AllBitsSet, 0).ToScalar();
        }

        bits ^= bits << 1;
        bits ^= bits << 2;
        bits ^= bits << 4;
        bits ^= bits << 8;
        bits ^= bits << 16;
        return bits ^ (bits << 32);
    }
}
