namespace RootWatch.Fuzz;

/// <summary>Makes a new input of a seed: a few changes one after the other, of bytes and of pieces.</summary>
internal sealed class Mutator(Random random, FuzzTarget target)
{
    private const int ChangesMax = 8;
    private const int LengthMax = 256 * 1024;

    private static readonly byte[] Telling = [0, 1, 9, 10, 13, 27, 32, .. "\"'\\{}[]():,&*!|>-?#%@`0eE.+u/~"u8, 0x7f, 0x80, 0xbf, 0xc0, 0xc2, 0xe2, 0xed, 0xf0, 0xf4, 0xff];

    public byte[] Next()
    {
        var input = new List<byte>(Any(target.Seeds));
        for (var changes = random.Next(1, ChangesMax + 1); changes > 0; changes--)
        {
            Change(input);
        }

        return [.. input.Take(LengthMax)];
    }

    private void Change(List<byte> input)
    {
        var at = random.Next(input.Count + 1);
        var length = Math.Min(random.Next(4) == 0 ? random.Next(1, 400) : random.Next(1, 12), input.Count - at);
        switch (random.Next(11))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < input.Count:
                input[at] = (byte)random.Next(256);
                break;
            case 2 when at < input.Count:
                input[at] = Telling[random.Next(Telling.Length)];
                break;
            case 3:
                input.Insert(at, Telling[random.Next(Telling.Length)]);
                break;
            case 4:
                input.RemoveRange(at, length);
                break;
            case 5:
                input.InsertRange(at, input.GetRange(at, length));
                break;
            case 6:
                Repeat(input, at, length);
                break;
            case 7:
                Splice(input, at, Any(target.Seeds));
                break;
            case 8 when random.Next(4) == 0:
                input.RemoveRange(at, input.Count - at);
                break;
            default:
                input.InsertRange(at, Any(target.Pieces));
                break;
        }
    }

    /// <summary>What is harmless once may be too deep, too long or too slow many times.</summary>
    private void Repeat(List<byte> input, int at, int length)
    {
        var piece = random.Next(2) == 0 ? input.GetRange(at, length).ToArray() : Any(target.Pieces);
        var times = random.Next(8) == 0 ? random.Next(2000) : random.Next(60);
        for (var i = 0; i < times && input.Count < LengthMax; i++)
        {
            input.InsertRange(at, piece);
        }
    }

    private void Splice(List<byte> input, int at, byte[] other)
    {
        var from = random.Next(other.Length + 1);
        var length = Math.Min(random.Next(1, 200), other.Length - from);
        input.RemoveRange(at, Math.Min(length, input.Count - at));
        input.InsertRange(at, other.AsSpan(from, length).ToArray());
    }

    private byte[] Any(IReadOnlyList<byte[]> choice) => choice[random.Next(choice.Count)];
}
