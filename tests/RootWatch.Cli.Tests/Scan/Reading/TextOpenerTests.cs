using System.Text;
using RootWatch.Cli.Scan.Reading;

namespace RootWatch.Cli.Tests.Scan.Reading;

public sealed class TextOpenerTests
{
    private const string Text = """{"eventName":"é 日本"}""";

    public static TheoryData<string, byte[]> Encodings => new()
    {
        { "UTF-8", Encoding.UTF8.GetBytes(Text) },
        { "UTF-8 with a mark", [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Text)] },
        { "UTF-16 little-endian with a mark", [0xff, 0xfe, .. Encoding.Unicode.GetBytes(Text)] },
        { "UTF-16 big-endian with a mark", [0xfe, 0xff, .. Encoding.BigEndianUnicode.GetBytes(Text)] },
        { "UTF-16 little-endian", Encoding.Unicode.GetBytes(Text) },
        { "UTF-16 big-endian", Encoding.BigEndianUnicode.GetBytes(Text) },
        { "gzip", TemporaryFolder.Gzip(Text) },
        { "gzip of UTF-16", TemporaryFolder.Gzip([0xff, 0xfe, .. Encoding.Unicode.GetBytes(Text)]) },
    };

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Text_is_read_in_every_encoding_by_content(string encoding, byte[] bytes)
    {
        Assert.NotEmpty(encoding);
        foreach (var name in (string[])["a.json", "a.json.gz", "a"])
        {
            var (stream, unreadable) = TextOpener.Open(new DribblingStream(bytes, 3), name, onRead: null);
            Assert.Null(unreadable);
            Assert.Equal(Text, new StreamReader(stream!).ReadToEnd().TrimStart('\uFEFF'));
        }
    }

    public static TheoryData<byte[], string, string> Unreadable => new()
    {
        { [1, 2, 3, 0, 0, 4], "a.json", "binary" },
        { [1, 2, 3, 0, 0, 4], "a.json.gz", "bad_gzip" },
        { [0x1f, 0x8b], "a.json.gz", "bad_gzip" },
        { [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3], "a", "bad_gzip" },
        { TemporaryFolder.Gzip(TemporaryFolder.Gzip(Text)), "a.gz", "binary" },
        { Encoding.UTF32.GetPreamble().Concat(Encoding.UTF32.GetBytes(Text)).ToArray(), "a.json", "binary" },
        { "PK\u0003\u0004 zip"u8.ToArray(), "a.json", "zip" },
        { "PAR1 parquet"u8.ToArray(), "a.json", "parquet" },
        { [0x28, 0xb5, 0x2f, 0xfd, 4, 5, 6], "a.json.zst", "zstd" },
        { "BZh91AY"u8.ToArray(), "a.json.bz2", "bzip2" },
        { [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0], "a.json.xz", "xz" },
        { TemporaryFolder.Gzip("PAR1 parquet"), "a.gz", "parquet" },
        { "Event name,Event time,User name,Event source\nConsoleLogin,\"March 1, 2026\",root,x\n"u8.ToArray(), "a.csv", "csv" },
        { "\uFEFF\"eventversion\",\"useridentity\",\"eventtime\"\r\n"u8.ToArray(), "a.csv", "csv" },
    };

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void What_is_no_text_is_named(byte[] bytes, string name, string reason) =>
        Assert.Equal((null, reason), TextOpener.Open(new MemoryStream(bytes), name, onRead: null));

    [Fact]
    public void A_disk_that_breaks_at_once_is_named() =>
        Assert.Equal((null, "read_error"), TextOpener.Open(new BreakingStream([]), "a", onRead: null));

    [Fact]
    public void A_disk_that_breaks_later_leaves_what_was_read()
    {
        var lines = string.Concat(Enumerable.Repeat("{\"eventName\":\"A\"}\n", 100));
        var (stream, _) = TextOpener.Open(new BreakingStream(Encoding.UTF8.GetBytes(lines)[..1024]), "a", onRead: null);
        using var splitter = new JsonSplitter(stream!);
        var reasons = new List<string?>();
        while (splitter.TryNext(out var piece))
        {
            reasons.Add(piece.Unreadable);
        }

        Assert.Equal([.. Enumerable.Repeat<string?>(null, 56), "read_error"], reasons);
    }

    [Fact]
    public void Everything_that_was_read_is_reported_once()
    {
        var bytes = TemporaryFolder.Gzip(string.Concat(Enumerable.Range(0, 10_000).Select(i => $"{{\"n\":{i}}}\n")));
        var read = 0;
        var (stream, _) = TextOpener.Open(new DribblingStream(bytes, 999), "a.gz", count => read += count);
        stream!.CopyTo(Stream.Null);
        Assert.Equal(bytes.Length, read);
    }
}
