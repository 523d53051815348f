namespace RootWatch.Aws.Wire;

/// <summary>A body that ends with an error when it grows past what any answer of AWS can be.</summary>
internal sealed class BoundedStream(Stream inner, long lengthMax) : Stream
{
    private long _length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Count(int read)
    {
        _length += read;
        return _length <= lengthMax ? read : throw new BodyTooLongException(lengthMax);
    }
}

/// <summary>An answer longer than its bound. Not an I/O error: asking again would bring the same.</summary>
internal sealed class BodyTooLongException(long lengthMax) : Exception($"The answer is longer than {lengthMax} bytes.");
