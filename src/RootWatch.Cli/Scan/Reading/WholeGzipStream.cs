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

    private readonly GZipStream gzip;

    // Always holds back the last bytes that came out, as they may be the mark.
    private readonly byte[] buffer = new byte[64 * 1024];
    private int start;
    private int end;
    private bool ended;
    private bool isWhole;

    public WholeGzipStream(Stream compressed) =>
        gzip = new GZipStream(new MarkedStream(compressed), CompressionMode.Decompress);

    public override int Read(Span<byte> destination)
    {
        while (!ended && end - start <= Mark.Length)
        {
            Refill();
        }

        var available = end - start - (ended ? 0 : Mark.Length);
        var count = Math.Min(available, destination.Length);
        buffer.AsSpan(start, count).CopyTo(destination);
        start += count;
        return count == 0 && destination.Length > 0 && !isWhole
            ? throw new InvalidDataException("The gzip data ends too early.")
            : count;
    }

    private void Refill()
    {
        buffer.AsSpan(start, end - start).CopyTo(buffer);
        end -= start;
        start = 0;
        var read = gzip.Read(buffer.AsSpan(end));
        end += read;
        if (read == 0)
        {
            ended = true;
            isWhole = buffer.AsSpan(0, end).EndsWith(Mark);
            end -= isWhole ? Mark.Length : 0;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            gzip.Dispose();
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
        private int marked = -1;

        public override int Read(Span<byte> buffer)
        {
            if (marked < 0)
            {
                var read = source.Read(buffer);
                if (read > 0 || buffer.IsEmpty)
                {
                    return read;
                }

                marked = 0;
            }

            var count = Math.Min(buffer.Length, MarkMember.Length - marked);
            MarkMember.AsSpan(marked, count).CopyTo(buffer);
            marked += count;
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
