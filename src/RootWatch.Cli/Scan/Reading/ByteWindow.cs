using System.Buffers;

namespace RootWatch.Cli.Scan.Reading;

/// <summary>
/// The part of a stream that is looked at: it grows while a value is incomplete and slides on when one is dealt with.
/// Knows the line it stands on. A stream that breaks off ends the window and leaves the reason in <see cref="Fault"/>.
/// </summary>
internal sealed class ByteWindow(Stream source) : IDisposable
{
    private const int BytesAtStart = 256 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BytesAtStart);
    private int _start;
    private int _end;

    public ReadOnlySpan<byte> Pending => _buffer.AsSpan(_start, _end - _start);

    /// <summary>1 for the first line of the (decompressed) stream.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Bytes that were left behind.</summary>
    public long Consumed { get; private set; }

    /// <summary>Why the stream ended before its end; null if it did not.</summary>
    public string? Fault { get; private set; }

    public bool Ended { get; private set; }

    /// <summary>Valid until the next <see cref="Fill"/>.</summary>
    public ReadOnlyMemory<byte> Slice(int length) => _buffer.AsMemory(_start, length);

    public void Advance(int count) => Advance(count, Pending[..count].Count((byte)'\n'));

    /// <summary>The same past bytes whose line ends are counted.</summary>
    public void Advance(int count, int lineEnds)
    {
        Line += lineEnds;
        Consumed += count;
        _start += count;
    }

    /// <summary>Brings more bytes in behind the pending ones; false at the end of the stream.</summary>
    public bool Fill()
    {
        if (Ended)
        {
            return false;
        }

        MakeRoom();
        try
        {
            var read = source.Read(_buffer, _end, _buffer.Length - _end);
            _end += read;
            Ended = read == 0;
        }
        catch (InvalidDataException)
        {
            // GZipStream says this both of damaged and of cut-off data.
            Fault = UnreadableReasons.BadGzip;
            Ended = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fault = UnreadableReasons.ReadError;
            Ended = true;
        }

        return !Ended;
    }

    /// <summary>Brings in what lacks of so many pending bytes, as far as the stream has them.</summary>
    public void FillTo(int count)
    {
        while (Pending.Length < count && Fill())
        {
        }
    }

    private void MakeRoom()
    {
        if (_start == _end)
        {
            _start = _end = 0;
        }

        if (_end < _buffer.Length)
        {
            return;
        }

        if (_start >= _buffer.Length / 2)
        {
            Pending.CopyTo(_buffer);
            _end -= _start;
            _start = 0;
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        Pending.CopyTo(larger);
        _end -= _start;
        _start = 0;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    /// <summary>Gives the memory back: what was sliced from it is no longer valid.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _start = _end = 0;
    }
}
