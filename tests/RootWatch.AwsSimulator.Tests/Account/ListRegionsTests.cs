namespace RootWatch.AwsSimulator.Tests.Account;

public sealed class ListRegionsTests
{
    [Fact]
    public async Task Pages_name_all_regions_once_and_only_the_fleets_are_enabled()
    {
        await using var aws = await Aws.StartAsync();
        var keys = await aws.Client.SessionAsync(aws.Account);
        var regions = new List<(string Name, string Status)>();
        string? token = null;
        var pages = 0;
        do
        {
            var answer = await aws.Client.AccountAsync("/listRegions", token is null ? new { } : new { NextToken = token }, keys);
            Assert.True(answer.Status == 200, answer.Body);
            regions.AddRange(answer.Json.GetProperty("Regions").EnumerateArray().Select(region => (region.GetProperty("RegionName").GetString()!, region.GetProperty("RegionOptStatus").GetString()!)));
            token = Aws.NextToken(answer);
            pages++;
        }
        while (token is not null);

        Assert.True(pages > 1);
        Assert.Equal(34, regions.Select(region => region.Name).Distinct().Count());
        Assert.Equal(34, regions.Count);
        Assert.Equal(
            [("eu-south-1", "ENABLED"), ("eu-west-1", "ENABLED_BY_DEFAULT"), ("us-east-1", "ENABLED_BY_DEFAULT")],
            regions.Where(region => region.Status != "DISABLED").Order());
    }

    [Fact]
    public async Task The_status_filter_keeps_what_it_names()
    {
        await using var aws = await Aws.StartAsync();
        var keys = await aws.Client.SessionAsync(aws.Account);
        var answer = await aws.Client.AccountAsync("/listRegions", new { RegionOptStatusContains = new[] { "ENABLED", "ENABLED_BY_DEFAULT" }, MaxResults = 50 }, keys);
        Assert.Equal(3, answer.Json.GetProperty("Regions").GetArrayLength());
        Assert.Null(Aws.NextToken(answer));
    }

    [Theory]
    [InlineData("""{"MaxResults":51}""")]
    [InlineData("""{"NextToken":"nonsense"}""")]
    [InlineData("""{"RegionOptStatusContains":["ON"]}""")]
    public async Task A_wrong_request_is_a_ValidationException(string body)
    {
        await using var aws = await Aws.StartAsync();
        var keys = await aws.Client.SessionAsync(aws.Account);
        var answer = await aws.Client.SendAsync("account", "us-east-1", keys, "/listRegions", body, "application/json", null);
        Assert.Equal((400, "ValidationException"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_sixth_call_within_a_second_is_HTTP_429()
    {
        await using var aws = await Aws.StartAsync();
        var keys = await aws.Client.SessionAsync(aws.Account);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(200, (await aws.Client.AccountAsync("/listRegions", new { }, keys)).Status);
        }

        var sixth = await aws.Client.AccountAsync("/listRegions", new { }, keys);
        Assert.Equal((429, "TooManyRequestsException"), (sixth.Status, sixth.Code));
    }
}
