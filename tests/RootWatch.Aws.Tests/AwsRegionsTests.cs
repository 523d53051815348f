namespace RootWatch.Aws.Tests;

public sealed class AwsRegionsTests
{
    [Theory]
    [InlineData("aws", "us-east-1")]
    [InlineData("aws-cn", "cn-north-1")]
    [InlineData("aws-us-gov", "us-gov-west-1")]
    public void A_partition_has_a_home(string partition, string home)
    {
        Assert.Equal(home, AwsRegions.HomeRegionOf(partition));
        Assert.Equal(partition, AwsRegions.PartitionOf(home));
        Assert.True(AwsRegions.IsKnown(home));
    }

    [Fact]
    public void An_unknown_partition_is_told_with_the_known_ones()
    {
        Assert.Contains("aws-us-gov", Assert.Throws<ArgumentException>(() => AwsRegions.HomeRegionOf("aws-moon")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_secret_does_not_show_in_a_session_s_text()
    {
        Assert.DoesNotContain(Samples.Session.SecretAccessKey, Samples.Session.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Samples.Session.SessionToken!, Samples.Session.ToString(), StringComparison.Ordinal);
    }
}
