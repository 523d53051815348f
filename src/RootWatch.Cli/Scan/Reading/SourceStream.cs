namespace RootWatch.Cli.Scan.Reading;

/// <summary>Reads another stream, can look at its first bytes before they are read, and tells how much came through.</summary>
internal sealed class SourceStream(Stream source, Action<int>? onRead = null) : ReadOnlyStream
{
    private byte[] head = [];
    private int taken;

    /// <summary>The first bytes, fewer only if the source has fewer. Before the first read.</summary>
    public ReadOnlySpan<byte> Peek(int count)
    {
        head = new byte[count];
        head = head[..source.ReadAtLeast(head, count, throwOnEndOfStream: false)];
        onRead?.Invoke(head.Length);
        return head;
    }

    public override int Read(Span<byte> buffer)
    {
        if (taken < head.Length)
        {
            var count = Math.Min(buffer.Length, head.Length - taken);
            head.AsSpan(taken, count).CopyTo(buffer);
            taken += count;
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
