using System.IO.Compression;

namespace RootWatch.Cli.Scan.Reading;

/// <summary>
/// Decompresses gzip data of any number of members, and says <see cref="InvalidDataException"/> also of data that ends
/// too early. <see cref="GZipStream"/> takes such an end for the end of the file, and records would go missing unseen.
/// So one more member of ours is put behind the data: if it does not come out last, the data was not whole
/// (and some noise from our member may come out before that is told).
/// </summary>
internal sealed class WholeGzipStream : ReadOnlyStream
{
    private static readonly byte[] Mark = "\u0000RootWatch: the gzip data was whole\u0000"u8.ToArray();
    private static readonly byte[] MarkMember = Compress(Mark);

    /// <summary>In no UTF-8, and at the end of no UTF-16 that is a character.</summary>
    private const byte NoText = 0xff;

    private readonly GZipStream _gzip;

    // Always holds back the last bytes that came out, as they may be the mark.
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _start;
    private int _end;
    private bool _ended;
    private bool _isBroken;
    private bool _isWhole;

    public WholeGzipStream(Stream compressed) =>
        _gzip = new GZipStream(new MarkedStream(compressed), CompressionMode.Decompress);

    public override int Read(Span<byte> destination)
    {
        while (!_ended && _end - _start <= Mark.Length)
        {
            Refill();
        }

        var available = _end - _start - (_ended ? 0 : Mark.Length);
        var count = Math.Min(available, destination.Length);
        _buffer.AsSpan(_start, count).CopyTo(destination);
        _start += count;
        return count == 0 && destination.Length > 0 && !_isWhole
            ? throw new InvalidDataException("The gzip data ends too early.")
            : count;
    }

    private void Refill()
    {
        _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
        _end -= _start;
        _start = 0;
        var read = ReadOrEnd(_buffer.AsSpan(_end));
        _end += read;
        if (read == 0)
        {
            _ended = true;
            _isWhole = !_isBroken && _buffer.AsSpan(0, _end).EndsWith(Mark);
            _end -= _isWhole ? Mark.Length : 0;
        }
    }

    /// <summary>
    /// <see cref="GZipStream"/> throws where the data breaks, or where its checksum is wrong, and does not say how much it has
    /// unpacked until then. It has unpacked it into the buffer, though, which so is filled before with what no text ends in.
    /// </summary>
    private int ReadOrEnd(Span<byte> buffer)
    {
        if (_isBroken)
        {
            return 0;
        }

        buffer.Fill(NoText);
        try
        {
            return _gzip.Read(buffer);
        }
        catch (InvalidDataException)
        {
            _isBroken = true;
            return buffer.LastIndexOfAnyExcept(NoText) + 1;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _gzip.Dispose();
        }

        base.Dispose(disposing);
    }

    private static byte[] Compress(byte[] data)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(data);
        }

        return compressed.ToArray();
    }

    private sealed class MarkedStream(Stream source) : ReadOnlyStream
    {
        private int _marked = -1;

        public override int Read(Span<byte> buffer)
        {
            if (_marked < 0)
            {
                var read = source.Read(buffer);
                if (read > 0 || buffer.IsEmpty)
                {
                    return read;
                }

                _marked = 0;
            }

            var count = Math.Min(buffer.Length, MarkMember.Length - _marked);
            MarkMember.AsSpan(_marked, count).CopyTo(buffer);
            _marked += count;
            return count;
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
}
