using System.Text;
using RootWatch.Cli.Scan.Reading;

namespace RootWatch.Cli.Tests.Scan.Reading;

public sealed class WholeGzipStreamTests
{
    private static readonly byte[] Data = MakeData();

    [Theory]
    [InlineData(1)]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    public void Whole_data_comes_out_as_it_went_in(int readBytes) =>
        Assert.Equal(Data, Unpack(TemporaryFolder.Gzip(Data), readBytes));

    [Fact]
    public void Members_one_after_the_other_are_one_text() =>
        Assert.Equal([.. Data, .. Data], Unpack([.. TemporaryFolder.Gzip(Data), .. TemporaryFolder.Gzip(Data)], 777));

    [Fact]
    public void Nothing_packed_is_nothing() => Assert.Empty(Unpack(TemporaryFolder.Gzip([]), 100));

    [Fact]
    public void Data_cut_off_anywhere_is_told_apart_from_whole_data()
    {
        var packed = TemporaryFolder.Gzip(Data);
        for (var length = 2; length < packed.Length; length += length < 40 || length > packed.Length - 40 ? 1 : 997)
        {
            Assert.Throws<InvalidDataException>(() => Unpack(packed[..length], 4096));
        }
    }

    [Fact]
    public void A_second_member_cut_off_is_told_too()
    {
        var packed = TemporaryFolder.Gzip(Data);
        Assert.Throws<InvalidDataException>(() => Unpack([.. packed, .. packed[..^1]], 4096));
    }

    [Fact]
    public void A_changed_byte_is_told()
    {
        var packed = TemporaryFolder.Gzip(Data);
        packed[packed.Length / 2] ^= 0xff;
        Assert.Throws<InvalidDataException>(() => Unpack(packed, 4096));
    }

    [Fact]
    public void What_was_good_before_the_cut_comes_out_first()
    {
        var packed = TemporaryFolder.Gzip(Data);
        using var stream = new WholeGzipStream(new MemoryStream(packed[..(packed.Length / 2)]));
        var good = new MemoryStream();
        Assert.Throws<InvalidDataException>(() => stream.CopyTo(good));
        Assert.InRange(good.ToArray().AsSpan().CommonPrefixLength(Data), Data.Length / 4, Data.Length);
    }

    [Fact]
    public void Wherever_records_are_cut_off_nothing_comes_out_that_was_not_in_them()
    {
        var text = Encoding.UTF8.GetBytes(Records.Lines([.. Enumerable.Range(1, 200).Select(n => Records.SignIn(n))]));
        var packed = TemporaryFolder.Gzip(text);
        for (var length = 2; length < packed.Length; length++)
        {
            using var stream = new WholeGzipStream(new MemoryStream(packed[..length]));
            var good = new MemoryStream();
            Assert.Throws<InvalidDataException>(() => stream.CopyTo(good));
            Assert.True(text.AsSpan().StartsWith(good.ToArray()), $"cut off behind {length} bytes");
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(60_000)]
    [InlineData(200_000)]
    public void With_a_wrong_checksum_all_of_it_comes_out_first(int length)
    {
        var packed = TemporaryFolder.Gzip(Data[..length]);
        packed[^8] ^= 0xff;
        using var stream = new WholeGzipStream(new MemoryStream(packed));
        var good = new MemoryStream();
        Assert.Throws<InvalidDataException>(() => stream.CopyTo(good));
        Assert.Equal(length, good.ToArray().AsSpan().CommonPrefixLength(Data));
    }

    private static byte[] Unpack(byte[] packed, int readBytes)
    {
        using var stream = new WholeGzipStream(new DribblingStream(packed, readBytes));
        var unpacked = new MemoryStream();
        stream.CopyTo(unpacked);
        return unpacked.ToArray();
    }

    private static byte[] MakeData()
    {
        var data = new byte[200_000];
        new Random(1).NextBytes(data);
        for (var i = 0; i < data.Length; i++)
        {
            // Compresses a little.
            data[i] &= 0x3f;
        }

        return data;
    }
}
