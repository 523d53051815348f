namespace RootWatch.Cli.Terminal;

/// <summary>The program's stdout. What it does not take ends the command, with the reason; that a reader has gone is no reason.</summary>
internal sealed class OutputStream(Stream console) : Stream
{
    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            // The console's stream says nothing of a closed pipe.
            console.Write(buffer);
        }
        catch (IOException e)
        {
            throw new ProblemException($"the output cannot be written: {Files.Reason(e)}");
        }
    }

    public override void Flush() => console.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
