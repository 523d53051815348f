using System.Buffers.Binary;
using System.IO.Compression;

namespace RootWatch.Origins;

/// <summary>The country table that comes with the program; Data/README.md says whose it is.</summary>
public static class ShippedCountries
{
    private static readonly Lazy<MaxMindFile> Loaded = new(() => Load(AppContext.BaseDirectory));

    public static MaxMindFile File => Loaded.Value;

    /// <summary>Maps the table that lies in the program's folder. A program that was moved without it unpacks its own.</summary>
    internal static MaxMindFile Load(string folder)
    {
        using Stream packed = typeof(ShippedCountries).Assembly.GetManifestResourceStream("country.mmdb.gz")!;
        FileInfo beside = new(Path.Combine(folder, "country.mmdb"));
        if (beside.Exists && beside.Length == LengthOf(packed))
        {
            try
            {
                return MaxMindFile.OfShipped(beside.FullName);
            }
            catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
            {
                // It cannot be read: ours can.
            }
        }

        using GZipStream content = new(packed, CompressionMode.Decompress);
        using MemoryStream unpacked = new();
        content.CopyTo(unpacked);
        unpacked.Position = 0;
        return MaxMindFile.OfShipped(unpacked);
    }

    /// <summary>Of what is unpacked, which gzip says at its end (RFC 1952). The stream is at its beginning again.</summary>
    private static long LengthOf(Stream packed)
    {
        Span<byte> length = stackalloc byte[sizeof(uint)];
        packed.Seek(-length.Length, SeekOrigin.End);
        packed.ReadExactly(length);
        packed.Position = 0;
        return BinaryPrimitives.ReadUInt32LittleEndian(length);
    }
}
