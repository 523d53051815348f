using System.Text.Json;

namespace RootWatch.Aws.Tests.CloudTrail;

public sealed class CloudTrailClientTests
{
    [Fact]
    public async Task LookupEvents_is_sent_as_AWS_wants_it()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json("""{"Events":[]}"""));
        using var aws = stub.Clients();

        var request = Samples.RootLookup with { NextToken = "a+b/c==" };
        var outcome = await aws.CloudTrail.LookupEventsAsync(request, Samples.Session, "eu-west-1", CancellationToken.None);

        Assert.True(outcome.IsSuccess, outcome.Failure?.ToString());
        Assert.NotNull(outcome.ServerTime);
        var received = Assert.Single(stub.Requests);
        Assert.Equal("POST", received.Method);
        Assert.Equal("/", received.Path);
        Assert.Equal("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents", received.Header("X-Amz-Target"));
        Assert.Equal("application/x-amz-json-1.1", received.Header("Content-Type"));
        Assert.Equal(Samples.Session.SessionToken, received.Header("X-Amz-Security-Token"));
        Assert.Matches(
            @"^AWS4-HMAC-SHA256 Credential=ASIAIOSFODNN7EXAMPLE/\d{8}/eu-west-1/cloudtrail/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=[0-9a-f]{64}$",
            received.Header("Authorization"));
        var body = JsonElement.Parse(received.Body);
        Assert.Equal("Username", body.GetProperty("LookupAttributes")[0].GetProperty("AttributeKey").GetString());
        Assert.Equal("root", body.GetProperty("LookupAttributes")[0].GetProperty("AttributeValue").GetString());
        Assert.Equal(1_700_000_000, body.GetProperty("StartTime").GetInt64());
        Assert.Equal(1_700_000_600, body.GetProperty("EndTime").GetInt64());
        Assert.Equal(50, body.GetProperty("MaxResults").GetInt32());
        Assert.Equal("a+b/c==", body.GetProperty("NextToken").GetString());
    }

    [Fact]
    public async Task A_page_is_read_with_times_whole_broken_or_spelled_out_and_unknown_members_passed_over()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json(
            """
            {"Events":[
              {"EventId":"a","EventName":"ConsoleLogin","ReadOnly":"false","EventTime":1424476529.0,"EventSource":"signin.amazonaws.com","Username":"root","Resources":[],"CloudTrailEvent":"{\"eventVersion\":\"1.08\"}"},
              {"EventId":"b","EventTime":1424476530.25,"NewMember":{"deep":[1]}},
              {"EventId":"c","EventTime":"2015-02-20T23:55:31Z"},
              {"EventId":"d","EventTime":1e30},
              null
            ],"NextToken":"next"}
            """));
        using var aws = stub.Clients();

        var page = (await aws.LookUpAsync()).Value!;

        Assert.Equal(["a", "b", "c", "d"], page.Events.Select(found => found.EventId!));
        Assert.Equal("""{"eventVersion":"1.08"}""", page.Events[0].CloudTrailEvent);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1424476529), page.Events[0].EventTime);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1424476530250), page.Events[1].EventTime);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1424476531), page.Events[2].EventTime);
        Assert.Null(page.Events[3].EventTime);
        Assert.Equal("next", page.NextToken);
    }

    [Fact]
    public async Task An_empty_page_may_have_a_successor()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json("""{"NextToken":"next"}"""));
        using var aws = stub.Clients();

        var page = (await aws.LookUpAsync()).Value!;

        Assert.Empty(page.Events);
        Assert.Equal("next", page.NextToken);
    }

    [Theory]
    [InlineData("""{"Events":[]}""")]
    [InlineData("""{ "Events" : [ ] }""")]
    [InlineData("""{}""")]
    [InlineData("""{"Events":[],"NextToken":"next"}""", 0, "next")]
    [InlineData("""{"Events":[{"EventId":"a"},null],"NextToken":""}""", 1)]
    [InlineData("""{"Events":[]}x""", null)]
    [InlineData("""{"Events":[]""", null)]
    [InlineData("null", null)]
    [InlineData("", null)]
    public async Task A_short_page_means_the_same_whether_its_length_was_told_or_not(string body, int? events = 0, string? next = null)
    {
        string length = body.Length.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await using var stub = await StubAws.StartAsync(StubAws.Json(body, 200, ("Content-Length", length)), StubAws.Json(body));
        using var aws = stub.Clients();

        foreach (var outcome in new[] { await aws.LookUpAsync(), await aws.LookUpAsync() })
        {
            Assert.Equal(events, outcome.Value?.Events.Count);
            Assert.Equal(next, outcome.Value?.NextToken);
            Assert.Equal(events is null ? AwsFailureReason.Malformed : null, outcome.Failure?.Reason);
        }
    }

    [Fact]
    public async Task A_short_page_that_breaks_off_is_no_page()
    {
        await using var stub = await StubAws.StartAsync(StubAws.CutOff("""{"Events":[]"""));
        using var aws = stub.Clients();

        Assert.Equal(AwsFailureReason.Unreachable, (await aws.LookUpAsync()).Failure?.Reason);
    }

    [Fact]
    public async Task Half_a_surrogate_pair_in_one_record_does_not_spoil_the_page()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json(
            """{"Events":[{"EventId":"a","CloudTrailEvent":"{\"userAgent\":\"x\ud800y \ud83d\ude00\\n\t\"}"},{"EventId":"b"}]}"""));
        using var aws = stub.Clients();

        var page = (await aws.LookUpAsync()).Value!;

        Assert.Equal("{\"userAgent\":\"x\uFFFDy \U0001F600\\n\t\"}", page.Events[0].CloudTrailEvent);
        Assert.Equal("b", page.Events[1].EventId);
    }

    [Fact]
    public async Task A_full_page_of_the_largest_records_is_read()
    {
        string record = new('x', 256 * 1024);
        string events = string.Join(',', Enumerable.Range(0, 50).Select(id => $$"""{"EventId":"{{id}}","CloudTrailEvent":"{{record}}"}"""));
        await using var stub = await StubAws.StartAsync(StubAws.Json($$"""{"Events":[{{events}}]}"""));
        using var aws = stub.Clients();

        var page = (await aws.LookUpAsync()).Value!;

        Assert.Equal(50, page.Events.Count);
        Assert.All(page.Events, found => Assert.Equal(record.Length, found.CloudTrailEvent!.Length));
    }

    [Fact]
    public async Task Trails_and_their_status_are_read()
    {
        await using var stub = await StubAws.StartAsync(
            StubAws.Json("""{"trailList":[{"Name":"all","TrailARN":"arn:aws:cloudtrail:us-east-1:111122223333:trail/all","HomeRegion":"us-east-1","IsMultiRegionTrail":true,"IsOrganizationTrail":true,"LogFileValidationEnabled":true,"S3BucketName":"logs"}]}"""),
            StubAws.Json("""{"IsLogging":false,"LatestDeliveryTime":1700000000,"StopLoggingTime":1700000001.5,"LatestDeliveryAttemptTime":"2023-11-14T22:13:20Z"}"""));
        using var aws = stub.Clients();

        var trails = (await aws.CloudTrail.DescribeTrailsAsync(Samples.Session, "us-east-1", CancellationToken.None)).Value!;
        var trail = Assert.Single(trails.TrailList);
        var status = (await aws.CloudTrail.GetTrailStatusAsync(trail.TrailARN!, Samples.Session, "us-east-1", CancellationToken.None)).Value!;

        Assert.True(trail is { IsMultiRegionTrail: true, IsOrganizationTrail: true, LogFileValidationEnabled: true, IncludeGlobalServiceEvents: false });
        Assert.Equal(["DescribeTrails", "GetTrailStatus"], stub.Requests.Select(received => received.Operation));
        Assert.Equal("""{"Name":"arn:aws:cloudtrail:us-east-1:111122223333:trail/all"}""", stub.Requests[1].Body);
        Assert.False(status.IsLogging);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1700000001500), status.StopLoggingTime);
    }
}
