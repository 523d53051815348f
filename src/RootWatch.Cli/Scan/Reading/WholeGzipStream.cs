using System.IO.Compression;

namespace RootWatch.Cli.Scan.Reading;

/// <summary>
/// Decompresses gzip data of any number of members, and says <see cref="InvalidDataException"/> also of data that ends
/// too early. <see cref="GZipStream"/> takes such an end for the end of the file, and records would go missing unseen.
/// So one more member of ours is put behind the data: if it does not come out last, the data was not whole. What comes
/// out of our member is never handed on: where data was cut off, it is unpacked as if it went on there, and copies
/// pieces of the records before into one that nobody wrote.
/// </summary>
internal sealed class WholeGzipStream : ReadOnlyStream
{
    private static readonly byte[] Mark = "\u0000RootWatch: the gzip data was whole\u0000"u8.ToArray();
    private static readonly byte[] MarkMember = Compress(Mark);

    /// <summary>In no UTF-8, and at the end of no UTF-16 that is a character.</summary>
    private const byte NoText = 0xff;

    private readonly MarkedStream _compressed;
    private readonly GZipStream _gzip;
    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <summary>What came out of our member, up to one byte more than the mark.</summary>
    private readonly byte[] _last = new byte[Mark.Length + 1];
    private int _start;
    private int _end;
    private int _lastCount;
    private bool _ended;
    private bool _isBroken;

    public WholeGzipStream(Stream compressed)
    {
        _compressed = new MarkedStream(compressed);
        _gzip = new GZipStream(_compressed, CompressionMode.Decompress);
    }

    public override int Read(Span<byte> destination)
    {
        while (!_ended && _start == _end)
        {
            Refill();
        }

        var count = Math.Min(_end - _start, destination.Length);
        _buffer.AsSpan(_start, count).CopyTo(destination);
        _start += count;
        return count == 0 && destination.Length > 0 && !IsWhole
            ? throw new InvalidDataException("The gzip data ends too early.")
            : count;
    }

    private bool IsWhole => !_isBroken && _last.AsSpan(0, _lastCount).SequenceEqual(Mark);

    private void Refill()
    {
        var read = ReadOrEnd(_buffer);
        (_start, _end, _ended) = (0, read, read == 0);
        if (_compressed.HasBegunMark)
        {
            // More data is asked for only once all that went before has come out.
            var kept = Math.Min(read, _last.Length - _lastCount);
            _buffer.AsSpan(0, kept).CopyTo(_last.AsSpan(_lastCount));
            _lastCount += kept;
            _end = 0;
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

        public bool HasBegunMark => _marked >= 0;

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
