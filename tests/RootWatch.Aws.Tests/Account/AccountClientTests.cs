namespace RootWatch.Aws.Tests.Account;

public sealed class AccountClientTests
{
    [Fact]
    public async Task Every_page_of_regions_is_read_from_the_partition_s_Account_region()
    {
        await using var stub = await StubAws.StartAsync(
            StubAws.Json("""{"Regions":[{"RegionName":"us-east-1","RegionOptStatus":"ENABLED_BY_DEFAULT"},{"RegionName":"ap-east-1","RegionOptStatus":"DISABLED"}],"NextToken":"2"}"""),
            StubAws.Json("""{"Regions":[{"RegionName":"il-central-1","RegionOptStatus":"ENABLING"},{"RegionName":"af-south-1","RegionOptStatus":"ENABLED"},{}]}"""));
        using var aws = stub.Clients();

        var outcome = await aws.Account.ListRegionsAsync(Samples.Session, "eu-west-1", CancellationToken.None);

        Assert.True(outcome.IsSuccess, outcome.Failure?.ToString());
        Assert.Equal(["us-east-1", "af-south-1"], outcome.Value.Regions.Where(region => region.IsEnabled).Select(region => region.RegionName));
        Assert.Equal(4, outcome.Value.Regions.Count);
        Assert.All(stub.Requests, received => Assert.Equal("/listRegions", received.Path));
        Assert.All(stub.Requests, received => Assert.Contains("/us-east-1/account/aws4_request", received.Header("Authorization"), StringComparison.Ordinal));
        Assert.Equal("application/json", stub.Requests[0].Header("Content-Type"));
        Assert.Equal("""{"MaxResults":50,"NextToken":"2"}""", stub.Requests[1].Body);
    }

    [Fact]
    public async Task A_refusal_names_its_code_from_the_header()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json("""{"message":"User is not authorized to perform: account:ListRegions"}""", 403, ("x-amzn-ErrorType", "AccessDeniedException")));
        using var aws = stub.Clients();

        var failure = (await aws.Account.ListRegionsAsync(Samples.Session, "us-east-1", CancellationToken.None)).Failure;

        Assert.Equal((AwsFailureReason.Denied, "AccessDeniedException"), (failure?.Reason, failure?.Code));
    }

    /// <summary>Nobody can switch off a partition's home region; a list without it would switch off the reading of the others.</summary>
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Regions":[]}""")]
    [InlineData("""{"Regions":[{"RegionName":"eu-west-1","RegionOptStatus":"ENABLED_BY_DEFAULT"}]}""")]
    [InlineData("""{"Regions":[{"RegionName":"us-east-1"}]}""")]
    public async Task A_list_without_the_home_region_is_not_believed(string answer)
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json(answer));
        using var aws = stub.Clients();

        Assert.Equal(AwsFailureReason.Malformed, (await aws.Account.ListRegionsAsync(Samples.Session, "us-east-1", CancellationToken.None)).Failure?.Reason);
    }

    [Fact]
    public async Task A_list_that_never_ends_is_given_up()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json("""{"Regions":[],"NextToken":"again"}"""));
        using var aws = stub.Clients();

        Assert.Equal(AwsFailureReason.Malformed, (await aws.Account.ListRegionsAsync(Samples.Session, "us-east-1", CancellationToken.None)).Failure?.Reason);
        Assert.Equal(20, stub.Requests.Count);
    }
}
