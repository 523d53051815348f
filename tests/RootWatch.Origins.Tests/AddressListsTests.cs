using System.Net;
using RootWatch.Detection.Origins;

namespace RootWatch.Origins.Tests;

public sealed class AddressListsTests
{
    private const string Text = """
        # made by hand
        version 2026-11-20 (second edition)
        tor 203.0.113.66
        tor 2001:db8:1::/48   # a range
        hosting AS64500
        hosting 203.0.113.0/24
        	relay	192.0.2.0/25
        watched 0.0.0.0/0
        """;

    [Theory]
    [InlineData("203.0.113.66", null, OriginKinds.Tor | OriginKinds.Hosting | OriginKinds.Watched)]
    [InlineData("203.0.113.67", null, OriginKinds.Hosting | OriginKinds.Watched)]
    [InlineData("192.0.2.127", null, OriginKinds.Relay | OriginKinds.Watched)]
    [InlineData("192.0.2.128", 64500u, OriginKinds.Hosting | OriginKinds.Watched)]
    [InlineData("2001:db8:1:ffff::1", null, OriginKinds.Tor)]
    [InlineData("2001:db8:2::1", 64501u, OriginKinds.None)]
    public void An_address_is_all_that_its_networks_and_its_owner_are(string address, uint? asn, OriginKinds expected) =>
        Assert.Equal(expected, Parse(Text).Find(IPAddress.Parse(address), asn));

    [Fact]
    public void The_edition_and_the_kinds_that_were_listed_are_known()
    {
        Assert.Equal("2026-11-20 (second edition)", Parse(Text).Version);
        Assert.Equal(OriginKinds.Tor | OriginKinds.Hosting | OriginKinds.Relay | OriginKinds.Watched, Parse(Text.Replace("\n", "\r\n", StringComparison.Ordinal)).Kinds);
        Assert.Equal(OriginKinds.None, Parse("").Kinds);
    }

    [Theory]
    [InlineData("tor")]
    [InlineData("Tor 203.0.113.66")]
    [InlineData("203.0.113.66")]
    [InlineData("tor 203.0.113.256")]
    [InlineData("tor 203.0.113.0/33")]
    [InlineData("tor 203.0.113.0/24/8")]
    [InlineData("tor 203.0.113.0/")]
    [InlineData("hosting AS")]
    [InlineData("hosting AS4294967296")]
    [InlineData("version")]
    public void A_line_that_says_nothing_is_named_and_the_whole_refused(string line)
    {
        var (lists, mistakes) = AddressLists.Parse("tor 203.0.113.66\n" + line);

        Assert.Null(lists);
        Assert.Equal(2, Assert.Single(mistakes).Line);
    }

    private static AddressLists Parse(string text)
    {
        var (lists, mistakes) = AddressLists.Parse(text);
        Assert.Empty(mistakes);
        return lists!;
    }
}
