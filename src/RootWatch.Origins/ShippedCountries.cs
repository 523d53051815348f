using System.IO.Compression;

namespace RootWatch.Origins;

/// <summary>The country table that comes with the program; Data/README.md says whose it is.</summary>
public static class ShippedCountries
{
    private static readonly Lazy<MaxMindFile> Loaded = new(Load);

    public static MaxMindFile File => Loaded.Value;

    private static MaxMindFile Load()
    {
        using Stream packed = typeof(ShippedCountries).Assembly.GetManifestResourceStream("country.mmdb.gz")!;
        using GZipStream unpacked = new(packed, CompressionMode.Decompress);
        MemoryStream content = new();
        unpacked.CopyTo(content);
        (MaxMindFile? file, string problem) = MaxMindFile.Open(content.ToArray(), MaxMindUse.Country);
        return file ?? throw new InvalidOperationException($"The shipped country table {problem}.");
    }
}
