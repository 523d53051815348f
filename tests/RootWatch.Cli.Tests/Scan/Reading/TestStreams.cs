using RootWatch.Cli.Scan.Reading;

namespace RootWatch.Cli.Tests.Scan.Reading;

/// <summary>Gives at most so many bytes at a time, as pipes and sockets do.</summary>
internal sealed class DribblingStream(byte[] bytes, int readBytes) : ReadOnlyStream
{
    private int taken;

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(Math.Min(readBytes, buffer.Length), bytes.Length - taken);
        bytes.AsSpan(taken, count).CopyTo(buffer);
        taken += count;
        return count;
    }
}

/// <summary>A long input that is nowhere held.</summary>
internal sealed class RepeatingStream(byte[] head, byte[] body, int times) : ReadOnlyStream
{
    private long at;

    public override int Read(Span<byte> buffer)
    {
        var length = head.Length + ((long)body.Length * times);
        var count = (int)Math.Min(buffer.Length, length - at);
        for (var i = 0; i < count; i++, at++)
        {
            buffer[i] = at < head.Length ? head[at] : body[(at - head.Length) % body.Length];
        }

        return count;
    }
}

/// <summary>Breaks after its bytes, as a bad disk does.</summary>
internal sealed class BreakingStream(byte[] bytes) : ReadOnlyStream
{
    private bool given;

    public override int Read(Span<byte> buffer)
    {
        if (given)
        {
            throw new IOException("Input/output error");
        }

        given = true;
        bytes.CopyTo(buffer);
        return bytes.Length;
    }
}
