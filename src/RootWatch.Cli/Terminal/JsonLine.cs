using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace RootWatch.Cli.Terminal;

/// <summary>Writes objects as JSON, one to a line.</summary>
internal sealed class JsonLine : IDisposable
{
    private readonly TextWriter output;
    private readonly ArrayBufferWriter<byte> buffer = new();
    private readonly Utf8JsonWriter json;

    public JsonLine(TextWriter output)
    {
        this.output = output;
        json = new Utf8JsonWriter(buffer);
    }

    public void Write<T>(T value, Action<Utf8JsonWriter, T> writeMembers)
    {
        json.WriteStartObject();
        writeMembers(json, value);
        json.WriteEndObject();
        json.Flush();
        output.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
        output.Write('\n');
        buffer.ResetWrittenCount();
        json.Reset();
    }

    public void Dispose() => json.Dispose();
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
