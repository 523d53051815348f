using RootWatch.Cli.Scan.Reading;

namespace RootWatch.Cli.Tests.Scan.Reading;

/// <summary>Gives at most so many bytes at a time, as pipes and sockets do.</summary>
internal sealed class DribblingStream(byte[] bytes, int readBytes) : ReadOnlyStream
{
    private int _taken;

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(Math.Min(readBytes, buffer.Length), bytes.Length - _taken);
        bytes.AsSpan(_taken, count).CopyTo(buffer);
        _taken += count;
        return count;
    }
}

/// <summary>A long input that is nowhere held.</summary>
internal sealed class RepeatingStream(byte[] head, byte[] body, int times) : ReadOnlyStream
{
    private long _at;

    public override int Read(Span<byte> buffer)
    {
        var length = head.Length + ((long)body.Length * times);
        var count = (int)Math.Min(buffer.Length, length - _at);
        for (var i = 0; i < count; i++, _at++)
        {
            buffer[i] = _at < head.Length ? head[_at] : body[(_at - head.Length) % body.Length];
        }

        return count;
    }
}

/// <summary>Breaks after its bytes, as a bad disk does.</summary>
internal sealed class BreakingStream(byte[] bytes) : ReadOnlyStream
{
    private bool _given = bytes.Length == 0;

    public override int Read(Span<byte> buffer)
    {
        if (_given)
        {
            throw new IOException("Input/output error");
        }

        _given = true;
        bytes.CopyTo(buffer);
        return bytes.Length;
    }
}
