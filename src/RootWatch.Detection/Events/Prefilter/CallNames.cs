using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using RootWatch.Detection.Rules;

namespace RootWatch.Detection.Events.Prefilter;

/// <summary>What rules ask of a call.</summary>
internal enum CallConcern
{
    /// <summary>No rule looks at it.</summary>
    None,

    /// <summary>Rules look at it where it is about RootWatch's own role.</summary>
    OfRole,

    /// <summary>A rule looks at it.</summary>
    Any,
}

/// <summary>The calls that rules look at whoever makes them, to be asked about bytes. Hashed, so that a hundred more cost nothing.</summary>
internal sealed class CallNames
{
    /// <summary>2^64 divided by the golden ratio: the upper bits of a product with it depend on all of the other number's.</summary>
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;

    private const int SourceBits = 10;

    private readonly Entry[] _slots;
    private readonly int _shift;

    /// <summary>A bit for each slot that is taken: few enough bytes to be at hand always, which the slots are not.</summary>
    private readonly ulong[] _taken;
    private readonly string[] _wholeSources;

    /// <summary>The bit of each of them.</summary>
    private readonly ulong[] _wholeBits = new ulong[1 << (SourceBits - 6)];

    /// <param name="Sources">In any letter case.</param>
    /// <param name="OfRole">Those of them in which the call only matters where it is about RootWatch's own role.</param>
    private readonly record struct Entry(byte[] Name, string[] Sources, string[] OfRole);

    public CallNames(IReadOnlyList<RuleReach> reaches)
    {
        _wholeSources = [.. reaches.SelectMany(reach => reach.Sources).Distinct(StringComparer.OrdinalIgnoreCase)];
        foreach (var source in _wholeSources)
        {
            Set(_wholeBits, BitOf(Encoding.UTF8.GetBytes(source)));
        }

        var entries = reaches.SelectMany(reach => reach.Calls).GroupBy(call => call.Name, StringComparer.Ordinal)
            .Select(group => new Entry(Encoding.UTF8.GetBytes(group.Key), SourcesOf(group.Where(call => !call.OfRole)), SourcesOf(group.Where(call => call.OfRole))))
            .ToList();

        // Sparse: most names that are asked about are in no rule and should meet an empty slot.
        var bits = Math.Max(4, 64 - (int)ulong.LeadingZeroCount((ulong)entries.Count * 16));
        _slots = new Entry[1 << bits];
        _shift = 64 - bits;
        foreach (var entry in entries)
        {
            var slot = SlotOf(entry.Name);
            while (_slots[slot].Name is not null)
            {
                slot = (slot + 1) % _slots.Length;
            }

            _slots[slot] = entry;
        }

        _taken = new ulong[(_slots.Length + 63) / 64];
        for (var slot = 0; slot < _slots.Length; slot++)
        {
            if (_slots[slot].Name is not null)
            {
                Set(_taken, slot);
            }
        }
    }

    /// <summary>
    /// Who looks at this call. A source with anything but ASCII in it is taken for every source, as its letters may fold to
    /// others.
    /// </summary>
    public CallConcern Of(ReadOnlySpan<byte> name, ReadOnlySpan<byte> source)
    {
        for (var slot = SlotOf(name); IsSet(_taken, slot); slot = (slot + 1) % _slots.Length)
        {
            if (name.SequenceEqual(_slots[slot].Name))
            {
                return IsOneOf(_slots[slot].Sources, source) || IsWhole(source) ? CallConcern.Any
                    : IsOneOf(_slots[slot].OfRole, source) ? CallConcern.OfRole
                    : CallConcern.None;
            }
        }

        return IsWhole(source) ? CallConcern.Any : CallConcern.None;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsWhole(ReadOnlySpan<byte> source) =>
        IsSet(_wholeBits, BitOf(source)) ? IsOneOf(_wholeSources, source) : _wholeSources.Length > 0 && !Ascii.IsValid(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsSet(ulong[] bits, int bit) => (bits[bit / 64] >> (bit % 64) & 1) != 0;

    private static void Set(ulong[] bits, int bit) => bits[bit / 64] |= 1UL << (bit % 64);

    /// <summary>Of a length and what it begins with, in any case: most sources that are not among a few have another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int BitOf(ReadOnlySpan<byte> source)
    {
        var start = source.Length >= sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(source) : source.IsEmpty ? 0UL : source[0];
        return (int)(((start | 0x2020_2020_2020_2020) + (ulong)source.Length) * Spread >> (64 - SourceBits));
    }

    private static string[] SourcesOf(IEnumerable<CallName> calls) => [.. calls.Select(call => call.Source).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static bool IsOneOf(string[] sources, ReadOnlySpan<byte> source)
    {
        foreach (var known in sources)
        {
            // Many sources are of one length, few of them begin alike.
            if (known.Length == source.Length && MayBeginAlike(known, source) && Ascii.EqualsIgnoreCase(source, known))
            {
                return true;
            }
        }

        return sources.Length > 0 && !Ascii.IsValid(source);
    }

    private static bool MayBeginAlike(string known, ReadOnlySpan<byte> source) => source.IsEmpty || (known[0] | 0x20) == (source[0] | 0x20);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SlotOf(ReadOnlySpan<byte> name)
    {
        var value = name.Length < sizeof(ulong) ? Short(name)
            : BinaryPrimitives.ReadUInt64LittleEndian(name) ^ ulong.RotateLeft(BinaryPrimitives.ReadUInt64LittleEndian(name[^sizeof(ulong)..]), 29);
        return (int)((value + (ulong)name.Length) * Spread >> _shift);
    }

    private static ulong Short(ReadOnlySpan<byte> name)
    {
        ulong value = 0;
        foreach (var letter in name)
        {
            value = (value << 8) + letter;
        }

        return value;
    }
}
