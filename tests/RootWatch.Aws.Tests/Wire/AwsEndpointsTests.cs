using RootWatch.Aws.Wire;

namespace RootWatch.Aws.Tests.Wire;

public sealed class AwsEndpointsTests
{
    [Theory]
    [InlineData("us-east-1", "https://cloudtrail.us-east-1.amazonaws.com/", "https://account.us-east-1.amazonaws.com/", "us-east-1")]
    [InlineData("eu-south-2", "https://cloudtrail.eu-south-2.amazonaws.com/", "https://account.us-east-1.amazonaws.com/", "us-east-1")]
    [InlineData("cn-north-1", "https://cloudtrail.cn-north-1.amazonaws.com.cn/", "https://account.cn-northwest-1.amazonaws.com.cn/", "cn-northwest-1")]
    [InlineData("us-gov-east-1", "https://cloudtrail.us-gov-east-1.amazonaws.com/", "https://account.us-gov-west-1.amazonaws.com/", "us-gov-west-1")]
    [InlineData("eu-west-9", "https://cloudtrail.eu-west-9.amazonaws.com/", "https://account.us-east-1.amazonaws.com/", "us-east-1")]
    public void Each_region_has_its_host_and_each_partition_one_for_accounts(string region, string cloudTrail, string account, string accountRegion)
    {
        var endpoints = Endpoints(null);

        Assert.Equal(new AwsEndpoint(new Uri(cloudTrail), region), endpoints.Find("cloudtrail", AwsPlacement.Regional, region));
        Assert.Equal(new AwsEndpoint(new Uri(account), accountRegion), endpoints.Find("account", AwsPlacement.AccountRegion, region));
    }

    [Theory]
    [InlineData("eu-west-1", "https://iam.amazonaws.com/", "us-east-1")]
    [InlineData("cn-northwest-1", "https://iam.cn-north-1.amazonaws.com.cn/", "cn-north-1")]
    [InlineData("us-gov-east-1", "https://iam.us-gov.amazonaws.com/", "us-gov-west-1")]
    [InlineData("us-iso-west-1", "https://iam.us-iso-east-1.c2s.ic.gov/", "us-iso-east-1")]
    public void Each_partition_has_one_host_for_IAM(string region, string iam, string signingRegion) =>
        Assert.Equal(new AwsEndpoint(new Uri(iam), signingRegion), Endpoints(null).Find("iam", AwsPlacement.PartitionIam, region));

    [Theory]
    [InlineData("")]
    [InlineData("us-east")]
    [InlineData("us-east-1.evil.example/")]
    [InlineData("US-EAST-1")]
    [InlineData("us-east-1\n")]
    [InlineData("mars-north-1")]
    public void What_is_not_spelled_as_a_region_never_becomes_a_host(string region)
    {
        Assert.Null(Endpoints(null).Find("cloudtrail", AwsPlacement.Regional, region));
        Assert.Null(Endpoints("http://127.0.0.1:4566").Find("cloudtrail", AwsPlacement.Regional, region));
    }

    [Fact]
    public void One_URL_takes_every_service_and_a_service_s_own_URL_goes_before_it()
    {
        var endpoints = Endpoints(null, ("AWS_ENDPOINT_URL", "http://127.0.0.1:4566"), ("AWS_ENDPOINT_URL_CLOUDTRAIL", "https://vpce-1.example/base"));

        Assert.Equal(new Uri("http://127.0.0.1:4566/"), endpoints.Find("account", AwsPlacement.AccountRegion, "eu-west-1")!.BaseAddress);
        Assert.Equal(new Uri("https://vpce-1.example/base/"), endpoints.Find("cloudtrail", AwsPlacement.Regional, "eu-west-1")!.BaseAddress);
        Assert.Equal("eu-west-1", endpoints.Find("cloudtrail", AwsPlacement.Regional, "eu-west-1")!.SigningRegion);
    }

    [Fact]
    public void A_setting_wins_over_the_environment_and_the_environment_can_be_ignored()
    {
        (string, string) variable = ("AWS_ENDPOINT_URL", "http://127.0.0.1:4566");

        Assert.Equal(new Uri("http://localhost:1/"), Endpoints("http://localhost:1", variable).Find("sts", AwsPlacement.Regional, "us-east-1")!.BaseAddress);
        Assert.Equal(new Uri("https://sts.us-east-1.amazonaws.com/"),
            Endpoints(null, variable, ("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", "true")).Find("sts", AwsPlacement.Regional, "us-east-1")!.BaseAddress);
    }

    [Theory]
    [InlineData("http://127.0.0.1:4566")]
    [InlineData("http://127.8.8.8")]
    [InlineData("http://localhost:4566/")]
    [InlineData("http://[::1]:4566")]
    [InlineData("https://aws.example:8443/path/")]
    public void A_URL_that_keeps_the_session_token_safe_is_taken(string url)
    {
        Assert.NotNull(Endpoints(url).Find("cloudtrail", AwsPlacement.Regional, "us-east-1"));
    }

    [Theory]
    [InlineData("http://aws.example", "plain http")]
    [InlineData("http://127.0.0.1.evil.example", "plain http")]
    [InlineData("http://localhost.evil.example", "plain http")]
    [InlineData("http://10.0.0.1:4566", "plain http")]
    [InlineData("ftp://127.0.0.1", "not an http or https URL")]
    [InlineData("https://user:hunter2@aws.example", "must not carry a user")]
    [InlineData("https://aws.example/?x=1", "must not carry a user")]
    [InlineData("https://169.254.169.254", "link-local")]
    [InlineData("127.0.0.1:4566", "not")]
    [InlineData("not a url", "is not a URL")]
    public void Any_other_is_refused_and_the_variable_named(string url, string reason)
    {
        var exception = Assert.Throws<ArgumentException>(() => Endpoints(null, ("AWS_ENDPOINT_URL_STS", url)));

        Assert.Contains("AWS_ENDPOINT_URL_STS", exception.Message, StringComparison.Ordinal);
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", exception.Message, StringComparison.Ordinal);
    }

    private static AwsEndpoints Endpoints(string? url, params (string Name, string Value)[] environment) =>
        new(url is null ? null : new Uri(url), name => environment.FirstOrDefault(variable => variable.Name == name).Value, "cloudtrail", "account", "sts");
}
