using System.Text;

namespace RootWatch.Cli.Scan.Reading;

/// <summary>Bytes of a file -> UTF-8 text: the content says what it is, the name only helps to say what is wrong.</summary>
internal static class TextOpener
{
    private const int HeadBytes = 1024;

    /// <summary>Either the text, or one of <see cref="UnreadableReasons"/>. An empty input is an empty text.</summary>
    public static (Stream? Text, string? Unreadable) Open(Stream source, string name, Action<int>? onRead)
    {
        try
        {
            var raw = new SourceStream(source, onRead);
            var head = raw.Peek(HeadBytes);
            if (!IsGzip(head))
            {
                var claimsGzip = name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
                return Decode(raw, head, claimsGzip ? UnreadableReasons.BadGzip : UnreadableReasons.Binary);
            }

            var unpacked = new SourceStream(new WholeGzipStream(raw));
            return Decode(unpacked, unpacked.Peek(HeadBytes), UnreadableReasons.Binary);
        }
        catch (InvalidDataException)
        {
            return (null, UnreadableReasons.BadGzip);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (null, UnreadableReasons.ReadError);
        }
    }

    /// <summary>The file is text as it stands, so that reading can begin anywhere in it.</summary>
    public static bool IsPlain(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            Span<byte> head = new byte[HeadBytes];
            head = head[..file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false)];
            return file.CanSeek && !IsGzip(head) && Utf16Of(head) is null && !head.Contains((byte)0) && KindOf(head) is null && !IsCsv(head);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            // Whoever reads the file tells what is wrong with it.
            return false;
        }
    }

    private static bool IsGzip(ReadOnlySpan<byte> head) => head is [0x1f, 0x8b, ..];

    private static (Stream? Text, string? Unreadable) Decode(Stream stream, ReadOnlySpan<byte> head, string reasonIfBinary)
    {
        var utf16 = Utf16Of(head);
        if (utf16 is not null)
        {
            // The mark itself comes through as U+FEFF, which JsonSplitter passes over.
            return (Encoding.CreateTranscodingStream(stream, utf16, new UTF8Encoding(false)), null);
        }

        return KindOf(head) is { } kind ? (null, kind)
            : head.Contains((byte)0) ? (null, reasonIfBinary)
            : IsCsv(head) ? (null, UnreadableReasons.Csv)
            : (stream, null);
    }

    /// <summary>By its byte order mark; without one by its zeros, as JSON begins with ASCII.</summary>
    private static UnicodeEncoding? Utf16Of(ReadOnlySpan<byte> head) => head switch
    {
        [0xff, 0xfe, 0, 0, ..] => null,
        [0xff, 0xfe, ..] => new UnicodeEncoding(bigEndian: false, byteOrderMark: false),
        [0xfe, 0xff, ..] => new UnicodeEncoding(bigEndian: true, byteOrderMark: false),
        [(byte)'{' or (byte)'[' or (byte)' ' or (byte)'\r' or (byte)'\n', 0, not 0, 0, ..] => new UnicodeEncoding(false, false),
        [0, (byte)'{' or (byte)'[' or (byte)' ' or (byte)'\r' or (byte)'\n', 0, not 0, ..] => new UnicodeEncoding(true, false),
        _ => null,
    };

    /// <summary>By the first bytes: a kilobyte of these need not hold a zero.</summary>
    private static string? KindOf(ReadOnlySpan<byte> head) =>
        head.StartsWith("PK\u0003\u0004"u8) ? UnreadableReasons.Zip
        : head.StartsWith("BZh"u8) ? UnreadableReasons.Bzip2
        : head.StartsWith("PAR1"u8) ? UnreadableReasons.Parquet
        : head is [0x28, 0xb5, 0x2f, 0xfd, ..] ? UnreadableReasons.Zstandard
        : head is [0xfd, 0x37, 0x7a, 0x58, 0x5a, ..] ? UnreadableReasons.Xz
        : null;

    /// <summary>Its first line names columns, one of them about events.</summary>
    private static bool IsCsv(ReadOnlySpan<byte> head)
    {
        head = head.StartsWith("\uFEFF"u8) ? head[3..] : head;
        if (head.IsEmpty || !(char.IsAsciiLetter((char)head[0]) || (head[0] == (byte)'"' && head.Length > 1 && char.IsAsciiLetter((char)head[1]))))
        {
            return false;
        }

        var end = head.IndexOf((byte)'\n');
        var line = end < 0 ? head : head[..end];
        return line.Count((byte)',') >= 2 && line.IndexOfAny((byte)'{', (byte)'[') < 0 && (line.IndexOf("event"u8) >= 0 || line.IndexOf("Event"u8) >= 0);
    }
}
