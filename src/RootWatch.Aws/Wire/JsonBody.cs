using System.Buffers;
using System.Text.Json;

namespace RootWatch.Aws.Wire;

/// <summary>Writes the bodies of requests, each thread into a buffer of its own that stays.</summary>
internal static class JsonBody
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <param name="write">Writes the members of the request object, and calls nothing that writes another body.</param>
    public static byte[] Write<TAsked>(TAsked asked, Action<Utf8JsonWriter, TAsked> write)
    {
        _buffer ??= new ArrayBufferWriter<byte>(256);
        _writer ??= new Utf8JsonWriter(_buffer);
        _buffer.ResetWrittenCount();
        _writer.Reset();
        _writer.WriteStartObject();
        write(_writer, asked);
        _writer.WriteEndObject();
        _writer.Flush();
        return _buffer.WrittenSpan.ToArray();
    }
}
