using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RootWatch.Cli.Terminal;

/// <summary>Writes objects as JSON, one to a line.</summary>
internal sealed class JsonLine : IDisposable
{
    private readonly TextWriter _output;
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly Utf8JsonWriter _json;

    public JsonLine(TextWriter output)
    {
        _output = output;
        _json = new Utf8JsonWriter(_buffer);
    }

    public void Write<T>(T value, Action<Utf8JsonWriter, T> writeMembers)
    {
        _json.WriteStartObject();
        writeMembers(_json, value);
        _json.WriteEndObject();
        _json.Flush();
        _output.Write(Encoding.UTF8.GetString(_buffer.WrittenSpan));
        _output.Write('\n');
        _buffer.ResetWrittenCount();
        _json.Reset();
    }

    public void Dispose() => _json.Dispose();
}

internal static class JsonTimes
{
    /// <summary>RFC 3339 in UTC, null if there is none.</summary>
    public static void WriteTime(this Utf8JsonWriter json, string name, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            json.WriteString(name, Format(known));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    public static string Format(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
}
