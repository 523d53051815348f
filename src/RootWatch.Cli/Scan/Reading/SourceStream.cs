namespace RootWatch.Cli.Scan.Reading;

/// <summary>Reads another stream, can look at its first bytes before they are read, and tells how much came through.</summary>
internal sealed class SourceStream(Stream source, Action<int>? onRead = null) : ReadOnlyStream
{
    private byte[] _head = [];
    private int _taken;

    /// <summary>The first bytes, fewer only if the source has fewer. Before the first read.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        _head = new byte[count];
        var length = 0;
        try
        {
            int read;
            while (length < count && (read = source.Read(_head, length, count - length)) > 0)
            {
                length += read;
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException && length > 0)
        {
            // What came before is not lost by it; the next read says it again.
        }

        _head = _head[..length];
        onRead?.Invoke(_head.Length);
        return _head;
    }

    public override int Read(Span<byte> buffer)
    {
        if (_taken < _head.Length)
        {
            var count = Math.Min(buffer.Length, _head.Length - _taken);
            _head.AsSpan(_taken, count).CopyTo(buffer);
            _taken += count;
            return count;
        }

        var read = source.Read(buffer);
        onRead?.Invoke(read);
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            source.Dispose();
        }

        base.Dispose(disposing);
    }
}
