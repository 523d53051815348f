namespace RootWatch.Origins;

/// <summary>The country table that comes with the program; Data/README.md says whose it is.</summary>
public static class ShippedCountries
{
    private static readonly Lazy<MaxMindFile> Loaded = new(Load);

    public static MaxMindFile File => Loaded.Value;

    private static MaxMindFile Load()
    {
        using Stream content = typeof(ShippedCountries).Assembly.GetManifestResourceStream("country.mmdb")!;
        return MaxMindFile.OfShipped(content);
    }
}
