using System.Text.Json;

namespace RootWatch.AwsSimulator.Tests.CloudTrail;

public sealed class LookupEventsTests
{
    private static object ByUser(string user, string? token = null, int max = 50) => token is null
        ? new { LookupAttributes = new[] { new { AttributeKey = "Username", AttributeValue = user } }, MaxResults = max }
        : new { LookupAttributes = new[] { new { AttributeKey = "Username", AttributeValue = user } }, MaxResults = max, NextToken = token };

    [Fact]
    public async Task The_third_call_within_a_second_is_throttled_with_HTTP_400_and_only_in_its_account_and_region()
    {
        await using var aws = await Aws.StartAsync();
        var (keys, other) = (await aws.Client.SessionAsync(aws.Account), await aws.Client.SessionAsync(aws.Host.Accounts[1]));
        Assert.Equal(200, (await aws.Client.LookupAsync(keys, new { })).Status);
        Assert.Equal(200, (await aws.Client.LookupAsync(keys, new { })).Status);

        var third = await aws.Client.LookupAsync(keys, new { });
        Assert.Equal((400, "ThrottlingException"), (third.Status, third.Code));
        Assert.Equal(200, (await aws.Client.LookupAsync(keys, new { }, "eu-west-1")).Status);
        Assert.Equal(200, (await aws.Client.LookupAsync(other, new { })).Status);

        aws.Clock.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(200, (await aws.Client.LookupAsync(keys, new { })).Status);
        Assert.Equal(400, (await aws.Client.LookupAsync(keys, new { })).Status);
    }

    [Fact]
    public async Task Events_come_newest_first_and_both_bounds_are_inclusive()
    {
        await using var aws = await Aws.StartAsync();
        var keys = await aws.Client.SessionAsync(aws.Account);
        foreach (var ago in (double[])[30, 10, 20, 40])
        {
            aws.AddSignIn(ago, id: $"ago-{ago}");
        }

        var now = Aws.Epoch(aws.Clock.GetUtcNow());
        Assert.Equal(["ago-10", "ago-20", "ago-30", "ago-40"], Aws.Ids(await aws.Client.LookupAsync(keys, new { })));
        Assert.Equal(["ago-20", "ago-30"], Aws.Ids(await aws.Client.LookupAsync(keys, new { StartTime = now - 30, EndTime = now - 20 })));
        aws.Rest();

        // Events have full seconds, so a bound's fraction counts for nothing.
        Assert.Equal(["ago-20", "ago-30"], Aws.Ids(await aws.Client.LookupAsync(keys, new { StartTime = now - 30 + 0.9, EndTime = now - 20 + 0.1 })));
    }

    [Fact]
    public async Task Pages_cover_every_event_once_even_within_one_second()
    {
        await using var aws = await Aws.StartAsync();
        var keys = await aws.Client.SessionAsync(aws.Account);
        var expected = Enumerable.Range(0, 120).Select(i => aws.AddSignIn(5, id: $"event-{i}")).ToHashSet();

        var seen = new List<string>();
        string? token = null;
        var sizes = new List<int>();
        do
        {
            var page = await aws.Client.LookupAsync(keys, ByUser("root", token));
            var ids = Aws.Ids(page).ToList();
            sizes.Add(ids.Count);
            seen.AddRange(ids);
            token = Aws.NextToken(page);
            aws.Rest();
        }
        while (token is not null);

        Assert.Equal([50, 50, 20], sizes);
        Assert.Equal(expected.Order(), seen.Order());
    }

    [Fact]
    public async Task A_last_page_that_is_just_full_has_no_token()
    {
        await using var aws = await Aws.StartAsync();
        var keys = await aws.Client.SessionAsync(aws.Account);
        _ = Enumerable.Range(0, 50).Select(i => aws.AddSignIn(i)).ToList();
        var page = await aws.Client.LookupAsync(keys, ByUser("root"));
        Assert.Equal(50, Aws.Ids(page).Count());
        Assert.Null(Aws.NextToken(page));
    }

    [Fact]
    public async Task An_event_that_becomes_visible_between_two_pages_neither_shifts_nor_doubles_the_others()
    {
        await using var aws = await Aws.StartAsync();
        var keys = await aws.Client.SessionAsync(aws.Account);
        foreach (var ago in (double[])[10, 20, 30])
        {
            aws.AddSignIn(ago, id: $"ago-{ago}");
        }

        aws.AddSignIn(15, visibleInSeconds: 1, id: "late");
        var first = await aws.Client.LookupAsync(keys, ByUser("root", max: 2));
        Assert.Equal(["ago-10", "ago-20"], Aws.Ids(first));
        aws.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["ago-30"], Aws.Ids(await aws.Client.LookupAsync(keys, ByUser("root", Aws.NextToken(first), max: 2))));
        Assert.Equal(["ago-10", "late", "ago-20", "ago-30"], Aws.Ids(await aws.Client.LookupAsync(keys, ByUser("root"))));
    }

    [Theory]
    [InlineData("user")]
    [InlineData("max")]
    [InlineData("start")]
    [InlineData("region")]
    [InlineData("account")]
    [InlineData("forged")]
    public async Task A_token_is_refused_with_any_other_parameter(string changed)
    {
        await using var aws = await Aws.StartAsync();
        var keys = await aws.Client.SessionAsync(aws.Account);
        aws.AddSignIn(1);
        aws.AddSignIn(2);
        var token = Aws.NextToken(await aws.Client.LookupAsync(keys, ByUser("root", max: 1)))!;
        var again = changed switch
        {
            "user" => await aws.Client.LookupAsync(keys, ByUser("somebody", token, 1)),
            "max" => await aws.Client.LookupAsync(keys, ByUser("root", token, 2)),
            "start" => await aws.Client.LookupAsync(keys, new { LookupAttributes = new[] { new { AttributeKey = "Username", AttributeValue = "root" } }, MaxResults = 1, NextToken = token, StartTime = 5 }),
            "region" => await aws.Client.LookupAsync(keys, ByUser("root", token, 1), "eu-west-1"),
            "account" => await aws.Client.LookupAsync(await aws.Client.SessionAsync(aws.Host.Accounts[1]), ByUser("root", token, 1)),
            _ => await aws.Client.LookupAsync(keys, ByUser("root", "AAAA" + token[4..], 1)),
        };
        Assert.Equal((400, "InvalidNextTokenException"), (again.Status, again.Code));
        aws.Rest();
        Assert.Equal(200, (await aws.Client.LookupAsync(keys, ByUser("root", token, 1))).Status);
    }

    [Fact]
    public async Task A_token_grows_old()
    {
        await using var aws = await Aws.StartAsync(new SimulatorOptions { TokenLifetime = TimeSpan.FromMinutes(1) });
        var keys = await aws.Client.SessionAsync(aws.Account);
        aws.AddSignIn(1);
        aws.AddSignIn(2);
        var token = Aws.NextToken(await aws.Client.LookupAsync(keys, ByUser("root", max: 1)));
        aws.Clock.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("InvalidNextTokenException", (await aws.Client.LookupAsync(keys, ByUser("root", token, 1))).Code);
    }

    [Fact]
    public async Task A_later_event_can_be_seen_before_an_earlier_one()
    {
        await using var aws = await Aws.StartAsync();
        var keys = await aws.Client.SessionAsync(aws.Account);
        aws.AddSignIn(60, visibleInSeconds: 30, id: "early");
        aws.AddSignIn(10, visibleInSeconds: 5, id: "later");
        Assert.Empty(Aws.Ids(await aws.Client.LookupAsync(keys, new { })));
        aws.Clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(["later"], Aws.Ids(await aws.Client.LookupAsync(keys, new { })));
        aws.Clock.Advance(TimeSpan.FromSeconds(25));
        Assert.Equal(["later", "early"], Aws.Ids(await aws.Client.LookupAsync(keys, new { })));
    }

    [Fact]
    public async Task Every_lookup_attribute_finds_its_event_and_spelling_matters()
    {
        await using var aws = await Aws.StartAsync();
        var keys = await aws.Client.SessionAsync(aws.Account);
        var id = aws.Add("""
            {"eventSource":"iam.amazonaws.com","eventName":"CreateUser","readOnly":false,"eventID":"wanted",
             "userIdentity":{"type":"IAMUser","userName":"root","accessKeyId":"AKIAIOSFODNN7EXAMPLE"},
             "resources":[{"type":"AWS::IAM::User","ARN":"arn:aws:iam::1:user/x"}]}
            """);
        aws.Add("""{"eventSource":"ec2.amazonaws.com","eventName":"DescribeVpcs","userIdentity":{"type":"AWSService","invokedBy":"x.amazonaws.com"}}""");
        foreach (var (key, value) in ((string, string)[])[
            ("EventId", id), ("EventName", "CreateUser"), ("ReadOnly", "false"), ("Username", "root"), ("EventSource", "iam.amazonaws.com"),
            ("AccessKeyId", "AKIAIOSFODNN7EXAMPLE"), ("ResourceType", "AWS::IAM::User"), ("ResourceName", "arn:aws:iam::1:user/x")])
        {
            aws.Rest();
            Assert.Equal(["wanted"], Aws.Ids(await aws.Client.LookupAsync(keys, new { LookupAttributes = new[] { new { AttributeKey = key, AttributeValue = value } } })));
            Assert.Empty(Aws.Ids(await aws.Client.LookupAsync(keys, new { LookupAttributes = new[] { new { AttributeKey = key, AttributeValue = value + "X" } } })));
        }
    }

    [Fact]
    public async Task Root_is_found_as_root_and_its_record_is_a_JSON_text()
    {
        await using var aws = await Aws.StartAsync();
        var keys = await aws.Client.SessionAsync(aws.Account);
        aws.AddSignIn(3);
        var entry = (await aws.Client.LookupAsync(keys, ByUser("root"))).Json.GetProperty("Events")[0];
        Assert.Equal("root", entry.GetProperty("Username").GetString());
        Assert.Equal("false", entry.GetProperty("ReadOnly").GetString());
        Assert.Equal(Aws.Epoch(aws.Clock.GetUtcNow()) - 3, entry.GetProperty("EventTime").GetDouble());
        var record = JsonDocument.Parse(entry.GetProperty("CloudTrailEvent").GetString()!).RootElement;
        Assert.Equal("2026-05-04T09:59:57Z", record.GetProperty("eventTime").GetString());
        Assert.False(record.GetProperty("userIdentity").TryGetProperty("userName", out _));
    }

    [Theory]
    [InlineData(false, "root", "acme-production")]
    [InlineData(true, "acme-production", "root")]
    public async Task Root_with_an_account_alias_is_found_by_one_name_as_the_setting_says(bool aliasAsUsername, string found, string notFound)
    {
        await using var aws = await Aws.StartAsync(new SimulatorOptions { AliasAsUsername = aliasAsUsername });
        var keys = await aws.Client.SessionAsync(aws.Account);
        aws.Add("""{"eventSource":"s3.amazonaws.com","eventName":"CreateBucket","userIdentity":{"type":"Root","userName":"acme-production"}}""");
        Assert.Single(Aws.Ids(await aws.Client.LookupAsync(keys, ByUser(found))));
        Assert.Empty(Aws.Ids(await aws.Client.LookupAsync(keys, ByUser(notFound))));
    }

    [Fact]
    public async Task Event_history_ends_after_90_days()
    {
        await using var aws = await Aws.StartAsync();
        var keys = await aws.Client.SessionAsync(aws.Account);
        const double Reach = 90 * 86400;
        aws.AddSignIn(Reach - 1, id: "last");
        aws.AddSignIn(Reach + 1, id: "gone");
        Assert.Equal(["last"], Aws.Ids(await aws.Client.LookupAsync(keys, new { StartTime = Aws.Epoch(aws.Clock.GetUtcNow()) - (100 * 86400) })));

        await using var strict = await Aws.StartAsync(new SimulatorOptions { StrictTimeRange = true });
        var refused = await strict.Client.LookupAsync(await strict.Client.SessionAsync(strict.Account), new { StartTime = Aws.Epoch(Aws.Start) - (91 * 86400) });
        Assert.Equal((400, "InvalidTimeRangeException"), (refused.Status, refused.Code));
    }

    [Theory]
    [InlineData("""{"StartTime":20,"EndTime":10}""", "InvalidTimeRangeException")]
    [InlineData("""{"MaxResults":51}""", "InvalidMaxResultsException")]
    [InlineData("""{"MaxResults":0}""", "InvalidMaxResultsException")]
    [InlineData("""{"LookupAttributes":[{"AttributeKey":"Username","AttributeValue":"a"},{"AttributeKey":"EventName","AttributeValue":"b"}]}""", "InvalidLookupAttributesException")]
    [InlineData("""{"LookupAttributes":[{"AttributeKey":"username","AttributeValue":"a"}]}""", "InvalidLookupAttributesException")]
    [InlineData("""{"LookupAttributes":[{"AttributeKey":"Username","AttributeValue":""}]}""", "InvalidLookupAttributesException")]
    [InlineData("""{"EventCategory":"data"}""", "InvalidEventCategoryException")]
    [InlineData("""{"NextToken":"nonsense"}""", "InvalidNextTokenException")]
    [InlineData("""{"StartTime":"2026-05-04T10:00:00Z"}""", "SerializationException")]
    [InlineData("""{"StartTime":1""", "SerializationException")]
    [InlineData("[]", "SerializationException")]
    public async Task A_wrong_request_gets_AWSs_own_error(string body, string code)
    {
        await using var aws = await Aws.StartAsync();
        var keys = await aws.Client.SessionAsync(aws.Account);
        var answer = await aws.Client.SendAsync("cloudtrail", "us-east-1", keys, "/", body, "application/x-amz-json-1.1",
            "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents");
        Assert.Equal((400, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Insights_are_a_history_of_their_own()
    {
        await using var aws = await Aws.StartAsync();
        aws.AddSignIn(1);
        Assert.Empty(Aws.Ids(await aws.Client.LookupAsync(await aws.Client.SessionAsync(aws.Account), new { EventCategory = "insight" })));
    }

    [Fact]
    public async Task Accounts_and_regions_see_only_their_own_events()
    {
        await using var aws = await Aws.StartAsync();
        aws.AddSignIn(1, region: "eu-west-1");
        var (keys, other) = (await aws.Client.SessionAsync(aws.Account), await aws.Client.SessionAsync(aws.Host.Accounts[1]));
        Assert.Empty(Aws.Ids(await aws.Client.LookupAsync(keys, new { })));
        Assert.Empty(Aws.Ids(await aws.Client.LookupAsync(other, new { }, "eu-west-1")));
        Assert.Single(Aws.Ids(await aws.Client.LookupAsync(keys, new { }, "eu-west-1")));
    }
}
