using System.Net;
using CsCheck;
using RootWatch.Detection.Origins;

namespace RootWatch.Origins.Tests;

public sealed class MaxMindFileTests
{
    private static readonly byte[] City = TinyMaxMindFile.Of(
        ("198.51.100.0/24", new()
        {
            ["country"] = new Dictionary<string, object> { ["iso_code"] = "DE" },
            ["location"] = new Dictionary<string, object> { ["latitude"] = 50.1, ["longitude"] = 8.7, ["accuracy_radius"] = (ushort)20 },
        }),
        ("203.0.113.0/24", new() { ["country_code"] = "us", ["location"] = new Dictionary<string, object> { ["latitude"] = 40.0, ["longitude"] = -74.0 } }),
        ("192.0.2.0/24", new() { ["country"] = "FR" }),
        ("2001:db8::/32", new() { ["country_code"] = "NL" }),
        ("100.64.0.0/10", new() { ["country_code"] = "Atlantis\u001b" }));

    private static readonly byte[] Asn = TinyMaxMindFile.Of(
        ("198.51.100.0/24", new() { ["autonomous_system_number"] = 64496u, ["autonomous_system_organization"] = "Office Telecom" }),
        ("203.0.113.0/24", new() { ["asn"] = "AS64500", ["as_name"] = new string('n', 500) }));

    [Theory]
    [InlineData("198.51.100.7", "DE")]
    [InlineData("203.0.113.7", "US")]
    [InlineData("192.0.2.7", "FR")]
    [InlineData("2001:db8:1::1", "NL")]
    [InlineData("100.64.0.1", "")]
    [InlineData("8.8.8.8", "")]
    [InlineData("2001:db9::1", "")]
    public void Countries_are_read_in_the_spellings_of_the_usual_makers_and_unknown_is_empty(string address, string country) =>
        Assert.Equal(country, Find(City, MaxMindUse.Country, address).Country);

    [Fact]
    public void A_place_counts_only_with_its_radius()
    {
        Assert.Equal(new GeoCircle(50.1, 8.7, 20), Find(City, MaxMindUse.Country, "198.51.100.7").Place);
        Assert.Null(Find(City, MaxMindUse.Country, "203.0.113.7").Place);
    }

    [Fact]
    public void Autonomous_systems_are_read_as_numbers_and_as_texts_and_names_are_bounded()
    {
        Assert.Equal((64496u, "Office Telecom"), AsnOf("198.51.100.7"));
        Assert.Equal((64500u, new string('n', 64)), AsnOf("203.0.113.7"));
        Assert.Equal((null, ""), AsnOf("8.8.8.8"));

        static (uint?, string) AsnOf(string address) => Find(Asn, MaxMindUse.Asn, address) is var origin ? (origin.Asn, origin.AsnName) : default;
    }

    [Fact]
    public void A_file_for_another_use_is_refused_with_the_remedy()
    {
        Assert.Contains("--geo-asn", MaxMindFile.Open(Asn, MaxMindUse.Country).Problem, StringComparison.Ordinal);
        Assert.Contains("--geo-country", MaxMindFile.Open(City, MaxMindUse.Asn).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_such_file_or_is_cut_off_is_refused()
    {
        byte[][] wrong = [[], "PK"u8.ToArray(), new byte[100_000], City[..^200], City[..50], [.. City[(City.Length / 2)..]], .. Enumerable.Range(1, 40).Select(cut => City[(cut * City.Length / 41)..])];

        Assert.All(wrong, content => Assert.Null(MaxMindFile.Open(content, MaxMindUse.Country).File));
        Assert.Contains("damaged", MaxMindFile.Open([], MaxMindUse.Country).Problem, StringComparison.Ordinal);
    }

    /// <summary>A damaged file may tell nonsense, but never ends the program.</summary>
    [Fact]
    public void Bytes_that_were_changed_are_refused_or_survived() =>
        Gen.Select(Gen.Int[0, City.Length - 1], Gen.Byte).List[1, 8].Sample(
            changes =>
            {
                byte[] content = [.. City];
                foreach (var (place, value) in changes)
                {
                    content[place] = value;
                }

                MaxMindFile.Open(content, MaxMindUse.Country).File?.AddTo(Origin.Unknown, IPAddress.Parse("198.51.100.7"), MaxMindUse.Country);
            },
            iter: 20_000);

    private static Origin Find(byte[] content, MaxMindUse use, string address)
    {
        var (file, problem) = MaxMindFile.Open(content, use);
        Assert.Equal("", problem);
        return file!.AddTo(Origin.Unknown, IPAddress.Parse(address), use);
    }
}
