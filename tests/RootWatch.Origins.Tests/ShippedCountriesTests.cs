using System.IO.Compression;
using System.Net;
using System.Security.Cryptography;
using RootWatch.Detection;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Origins;

namespace RootWatch.Origins.Tests;

public sealed class ShippedCountriesTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static string Folder => Path.Combine(Repository.Root, "src", "RootWatch.Origins", "Data");

    [Theory]
    [InlineData("8.8.8.8", "US")]
    [InlineData("193.99.144.85", "DE")]
    [InlineData("2a02:2e0:3fe:1001:302::", "DE")]
    [InlineData("10.0.0.1", "")]
    [InlineData("198.51.100.7", "")]
    public void It_knows_addresses_that_everybody_knows(string address, string country) =>
        Assert.Equal(country, ShippedCountries.File.AddTo(Origin.Unknown, IPAddress.Parse(address), MaxMindUse.Country).Country);

    [Fact]
    public void It_is_mapped_where_it_lies_beside_the_program_and_unpacked_where_it_does_not()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory();
        try
        {
            string beside = Path.Combine(folder.FullName, "country.mmdb");
            DateTimeOffset built = ShippedCountries.File.Built;
            Assert.Equal(built, ShippedCountries.Load(folder.FullName).Built);

            File.WriteAllText(beside, "something else");
            Assert.Equal(built, ShippedCountries.Load(folder.FullName).Built);

            // One of another second, to be told from the program's own: behind the name are two bytes of the type and the length.
            byte[] table = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "country.mmdb"));
            int time = table.AsSpan().LastIndexOf("build_epoch"u8) + "build_epoch".Length;
            table[time + 1 + (table[time] & 0x1f)] ^= 1;
            File.WriteAllBytes(beside, table);
            MaxMindFile mapped = ShippedCountries.Load(folder.FullName);
            Assert.Equal(1, Math.Abs((mapped.Built - built).TotalSeconds));
            Assert.Equal("US", mapped.AddTo(Origin.Unknown, IPAddress.Parse("8.8.8.8"), MaxMindUse.Country).Country);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void An_address_that_comes_again_is_where_it_was_and_another_where_it_is()
    {
        OriginTable table = OriginFiles.Read(new OriginPaths(null, null, null)).Table!;
        foreach ((string address, string country) in ((string, string)[])[("8.8.8.8", "US"), ("8.8.8.8", "US"), ("193.99.144.85", "DE"), ("10.0.0.1", ""), ("8.8.8.8", "US")])
        {
            Origin origin = table.Find(IPAddress.Parse(address));
            Assert.Equal((address, country), (origin.Address!.ToString(), origin.Country));
        }
    }

    [Fact]
    public void Its_readme_tells_its_hash_and_its_date()
    {
        using FileStream packed = File.OpenRead(Path.Combine(Folder, "country.mmdb.gz"));
        using GZipStream unpacked = new(packed, CompressionMode.Decompress);
        string readme = File.ReadAllText(Path.Combine(Folder, "README.md"));

        Assert.Contains($"`{Convert.ToHexStringLower(SHA256.HashData(unpacked))}`", readme, StringComparison.Ordinal);
        Assert.Contains($"| made | {ShippedCountries.File.Built:yyyy-MM-dd} |", readme, StringComparison.Ordinal);
    }

    /// <summary>From Germany on four days, then from the United States.</summary>
    [Fact]
    public void A_sign_in_from_another_country_is_told_of_with_it()
    {
        WatchSubject subject = new("acme", "111122223333", Now.AddDays(-60)) { Origins = OriginFiles.Read(new OriginPaths(null, null, null)).Table! };
        WatchState state = WatchState.Empty;
        foreach (int day in Enumerable.Range(1, 4))
        {
            state = AccountWatch.Advance(state, subject, [SignIn("193.99.144.85", Now.AddDays(-day))], Now).State;
        }

        Alert alert = AccountWatch.Advance(state, subject, [SignIn("8.8.8.8", Now)], Now).Alerts.Single(alert => alert.RuleId == "RW-S08");

        Assert.Equal(Severity.High, alert.Severity);
        Assert.Contains("signed in from US", alert.Summary, StringComparison.Ordinal);
        Assert.Contains(alert.Reasons, reason => reason is { Term: "country_new", Points: 30 });
        Assert.DoesNotContain(AccountWatch.Advance(state, subject, [SignIn("2a02:2e0:3fe:1001:302::", Now)], Now).Alerts, other => other.RuleId == "RW-S08");
    }

    private static string SignIn(string address, DateTimeOffset time) => $$"""
        {"eventVersion":"1.11","userIdentity":{"type":"Root","principalId":"111122223333","arn":"arn:aws:iam::111122223333:root","accountId":"111122223333","accessKeyId":""},
         "eventTime":"{{time:yyyy-MM-dd'T'HH:mm:ss'Z'}}","eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","awsRegion":"us-east-1","sourceIPAddress":"{{address}}",
         "userAgent":"Mozilla/5.0 Firefox/140.0","responseElements":{"ConsoleLogin":"Success"},"additionalEventData":{"MFAUsed":"Yes"},"eventID":"0a1b2c3d-0000-4000-8000-{{time.Day:000000000000}}",
         "eventType":"AwsConsoleSignIn","recipientAccountId":"111122223333"}
        """;
}
