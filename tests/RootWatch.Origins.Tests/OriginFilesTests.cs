using System.Net;
using RootWatch.Detection.Origins;

namespace RootWatch.Origins.Tests;

public sealed class OriginFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("rootwatch-origins-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Own_files_and_lists_come_together_in_one_table()
    {
        string country = Write("country.mmdb", TinyMaxMindFile.Of(("203.0.113.0/24", new() { ["country_code"] = "US" })));
        string asn = Write("asn.mmdb", TinyMaxMindFile.Of(("203.0.113.0/24", new() { ["autonomous_system_number"] = 64500u })));
        string lists = Write("lists.txt", "version 7\nhosting AS64500\n"u8.ToArray());

        OriginTable table = OriginFiles.Read(new OriginPaths(country, asn, lists)).Table!;
        Origin origin = table.Find(IPAddress.Parse("203.0.113.7"));

        Assert.Equal(("US", 64500u, OriginKinds.Hosting, OriginKinds.Hosting), (origin.Country, origin.Asn, origin.Kinds, origin.KindsListed));
        Assert.Equal("countries of 2026-03-01, ASNs of 2026-03-01, lists \"7\"", table.ToString());
    }

    [Fact]
    public void Without_files_there_is_the_shipped_country_table()
    {
        OriginReading reading = OriginFiles.Read(new OriginPaths(null, null, null));

        Assert.Empty(reading.Mistakes);
        Assert.Equal("US", reading.Table!.Find(IPAddress.Parse("8.8.8.8")).Country);
        Assert.Null(reading.Table.Find(IPAddress.Parse("8.8.8.8")).Asn);
    }

    [Fact]
    public void Every_file_that_cannot_be_used_is_named_with_what_to_do()
    {
        string lists = Write("lists.txt", "tor\n"u8.ToArray());
        string asn = Write("asn.mmdb", "not a table"u8.ToArray());
        string country = Path.Combine(_folder.FullName, "country.mmdb");

        OriginReading reading = OriginFiles.Read(new OriginPaths(country, asn, lists));

        Assert.Null(reading.Table);
        Assert.Equal([(country, null), (asn, null), (lists, 1)], reading.Mistakes.Select(mistake => (mistake.Path, mistake.Line)));
        Assert.Equal("is not there; leave out --geo-country to use the shipped table", reading.Mistakes[0].Text);
        Assert.StartsWith("is no table in MaxMind's format, or is damaged", reading.Mistakes[1].Text, StringComparison.Ordinal);
        Assert.Contains("folder", Assert.Single(OriginFiles.Read(new OriginPaths(_folder.FullName, null, null)).Mistakes).Text, StringComparison.Ordinal);
    }

    private string Write(string name, byte[] content)
    {
        string path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, content);
        return path;
    }
}
