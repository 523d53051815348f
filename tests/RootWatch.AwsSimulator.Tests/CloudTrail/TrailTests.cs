namespace RootWatch.AwsSimulator.Tests.CloudTrail;

public sealed class TrailTests
{
    [Fact]
    public async Task A_trail_of_another_region_shows_as_a_shadow_and_answers_to_its_ARN_only()
    {
        await using var aws = await Aws.StartAsync();
        var keys = await aws.Client.SessionAsync(aws.Account);
        var trail = (await aws.Client.CloudTrailAsync("DescribeTrails", new { }, keys, "eu-west-1")).Json.GetProperty("trailList")[0];
        var (name, arn) = (trail.GetProperty("Name").GetString(), trail.GetProperty("TrailARN").GetString());
        Assert.Equal("us-east-1", trail.GetProperty("HomeRegion").GetString());
        Assert.Empty((await aws.Client.CloudTrailAsync("DescribeTrails", new { includeShadowTrails = false }, keys, "eu-west-1")).Json.GetProperty("trailList").EnumerateArray());
        Assert.Equal("TrailNotFoundException", (await aws.Client.CloudTrailAsync("GetTrailStatus", new { Name = name }, keys, "eu-west-1")).Code);
        Assert.True((await aws.Client.CloudTrailAsync("GetTrailStatus", new { Name = arn }, keys, "eu-west-1")).Json.GetProperty("IsLogging").GetBoolean());
        Assert.True((await aws.Client.CloudTrailAsync("GetTrailStatus", new { Name = name }, keys)).Json.GetProperty("IsLogging").GetBoolean());
    }

    [Fact]
    public async Task A_takeover_stops_the_trail_and_a_stolen_key_deletes_it()
    {
        await using var aws = await Aws.StartAsync();
        var keys = await aws.Client.SessionAsync(aws.Account);
        var stop = aws.Host.StartIncident("root-takeover", aws.Account.Id, TimeSpan.FromMinutes(1)).Single(entry => entry.EventName == "StopLogging");
        var status = (await aws.Client.CloudTrailAsync("GetTrailStatus", new { Name = "management-events" }, keys)).Json;
        Assert.False(status.GetProperty("IsLogging").GetBoolean());
        Assert.Equal(Aws.Epoch(stop.EventTime), status.GetProperty("StopLoggingTime").GetDouble());

        aws.Host.StartIncident("access-key-use", aws.Account.Id, TimeSpan.FromMinutes(1));
        Assert.Empty((await aws.Client.CloudTrailAsync("DescribeTrails", new { }, keys)).Json.GetProperty("trailList").EnumerateArray());
        Assert.Equal("TrailNotFoundException", (await aws.Client.CloudTrailAsync("GetTrailStatus", new { Name = "management-events" }, keys)).Code);
    }
}
