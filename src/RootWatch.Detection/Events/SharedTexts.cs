using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace RootWatch.Detection.Events;

/// <summary>
/// Services, calls, regions and names of members come again and again: the last one met at each slot is kept, so that most
/// records make no new string of them. Of fixed size, whatever records hold.
/// </summary>
internal static class SharedTexts
{
    private const int BytesMax = 64;

    private static readonly string?[] Slots = new string?[1024];

    public static string Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > BytesMax)
        {
            return JsonText.Of(utf8);
        }

        ref var slot = ref Slots[SlotOf(utf8)];
        var known = slot;
        if (known is not null && Ascii.Equals(utf8, known))
        {
            return known;
        }

        // Whoever writes last is kept; a string is whole before it is seen.
        return slot = JsonText.Of(utf8);
    }

    private static int SlotOf(ReadOnlySpan<byte> utf8)
    {
        var hash = (uint)utf8.Length;
        foreach (var word in MemoryMarshal.Cast<byte, uint>(utf8))
        {
            hash = BitOperations.Crc32C(hash, word);
        }

        foreach (var letter in utf8[^(utf8.Length % sizeof(uint))..])
        {
            hash = BitOperations.Crc32C(hash, letter);
        }

        return (int)(hash % (uint)Slots.Length);
    }
}
