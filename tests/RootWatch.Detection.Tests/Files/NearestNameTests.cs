using RootWatch.Detection.Files;

namespace RootWatch.Detection.Tests.Files;

public sealed class NearestNameTests
{
    private static readonly string[] Names = ["eu-central-1", "eu-south-1", "eu-west-1", "us-east-1", "us-west-1", "us-gov-east-1", "roleArn", "externalId"];

    [Theory]
    [InlineData("us-eats-1", "us-east-1")]
    [InlineData("eu_west_1", "eu-west-1")]
    [InlineData("EU-CENTRAL-1", "eu-central-1")]
    [InlineData("euwest1", "eu-west-1")]
    [InlineData("us-gov-eats-1", "us-gov-east-1")]
    [InlineData("role_arn", "roleArn")]
    [InlineData("extrenalId", "externalId")]
    [InlineData("mars", null)]
    [InlineData("id", null)]
    [InlineData("", null)]
    public void The_nearest_name_is_what_was_meant_if_it_is_near(string written, string? meant) => Assert.Equal(meant, NearestName.Of(written, Names));

    [Fact]
    public void Neighbours_that_are_swapped_are_one_slip() => Assert.Equal("abcdef", NearestName.Of("abdcef", ["aadcez", "abcdef"]));

    [Fact]
    public void Of_two_that_are_as_near_the_same_is_named_in_whatever_order_they_come()
    {
        Assert.Equal("us-east-1", NearestName.Of("us-east-3", ["us-east-2", "us-east-1"]));
        Assert.Equal("us-east-1", NearestName.Of("us-east-3", ["us-east-1", "us-east-2"]));
    }

    [Fact]
    public void Texts_of_any_length_are_compared_or_refused()
    {
        string longest = new('a', 64);
        Assert.Equal(longest, NearestName.Of(longest[1..], [new string('b', 1000), longest]));
        Assert.Null(NearestName.Of(longest + "a", [longest]));
    }
}
