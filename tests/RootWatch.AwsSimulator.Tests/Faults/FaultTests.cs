using RootWatch.AwsSimulator.Faults;

namespace RootWatch.AwsSimulator.Tests.Faults;

public sealed class FaultTests
{
    private static async Task<(Aws Aws, Keys Keys)> WithFault(Fault fault)
    {
        var aws = await Aws.StartAsync();
        var keys = await aws.Client.SessionAsync(aws.Account);
        aws.Host.SetFault(fault);
        return (aws, keys);
    }

    [Theory]
    [InlineData(FaultKind.Throttle, 400, "ThrottlingException")]
    [InlineData(FaultKind.Deny, 400, "AccessDeniedException")]
    [InlineData(FaultKind.Expired, 400, "ExpiredTokenException")]
    [InlineData(FaultKind.RegionOff, 400, "UnrecognizedClientException")]
    public async Task A_fault_with_a_count_speaks_as_AWS_does_and_then_ends(FaultKind kind, int status, string code)
    {
        var (aws, keys) = await WithFault(new Fault { Kind = kind, Count = 1, Action = "LookupEvents" });
        await using var _ = aws;
        var answer = await aws.Client.LookupAsync(keys, new { });
        Assert.Equal((status, code), (answer.Status, answer.Code));
        Assert.Equal(200, (await aws.Client.LookupAsync(keys, new { })).Status);
    }

    [Fact]
    public async Task A_fault_hits_only_its_account_region_and_action()
    {
        await using var aws = await Aws.StartAsync();
        var (keys, other) = (await aws.Client.SessionAsync(aws.Account), await aws.Client.SessionAsync(aws.Host.Accounts[1]));
        aws.Host.SetFault(new Fault { Kind = FaultKind.Deny, Account = aws.Account.Id, Region = "us-east-1", Action = "LookupEvents" });
        Assert.Equal("AccessDeniedException", (await aws.Client.LookupAsync(keys, new { })).Code);
        Assert.Equal(200, (await aws.Client.LookupAsync(keys, new { }, "eu-west-1")).Status);
        Assert.Equal(200, (await aws.Client.LookupAsync(other, new { })).Status);
        Assert.Equal(200, (await aws.Client.CloudTrailAsync("DescribeTrails", new { }, keys)).Status);

        aws.Host.ClearFaults();
        Assert.Equal(200, (await aws.Client.LookupAsync(keys, new { })).Status);
    }

    [Fact]
    public async Task A_denied_role_lets_nobody_in()
    {
        await using var aws = await Aws.StartAsync();
        aws.Host.SetFault(new Fault { Kind = FaultKind.Deny, Account = aws.Account.Id, Action = "AssumeRole" });
        var answer = await aws.Client.AssumeAsync(aws.Account);
        Assert.Equal((403, "AccessDenied"), (answer.Status, answer.Code));
        Assert.Equal(200, (await aws.Client.AssumeAsync(aws.Host.Accounts[1])).Status);
    }

    [Fact]
    public async Task Expired_sessions_are_those_issued_before_new_ones_work()
    {
        var (aws, keys) = await WithFault(new Fault { Kind = FaultKind.Expired });
        await using var _ = aws;
        Assert.Equal("ExpiredToken", (await aws.Client.StsAsync("GetCallerIdentity", keys)).Code);
        aws.Rest();
        Assert.Equal(200, (await aws.Client.StsAsync("GetCallerIdentity", await aws.Client.SessionAsync(aws.Account))).Status);
    }

    [Fact]
    public async Task A_region_switched_off_is_DISABLED_in_ListRegions_too()
    {
        var (aws, keys) = await WithFault(new Fault { Kind = FaultKind.RegionOff, Region = "eu-west-1" });
        await using var _ = aws;
        Assert.Equal("UnrecognizedClientException", (await aws.Client.LookupAsync(keys, new { }, "eu-west-1")).Code);
        Assert.Equal(200, (await aws.Client.LookupAsync(keys, new { })).Status);
        var regions = (await aws.Client.AccountAsync("/listRegions", new { MaxResults = 50 }, keys)).Json.GetProperty("Regions").EnumerateArray();
        Assert.Equal("DISABLED", regions.Single(region => region.GetProperty("RegionName").GetString() == "eu-west-1").GetProperty("RegionOptStatus").GetString());
    }

    [Theory]
    [InlineData(null, null, 500, "<html>")]
    [InlineData(503, "", 503, "")]
    [InlineData(502, """{"__type":"InternalFailure"}""", 502, "{")]
    public async Task A_server_error_can_be_a_page_nothing_or_JSON(int? status, string? body, int expectedStatus, string expectedStart)
    {
        var (aws, keys) = await WithFault(new Fault { Kind = FaultKind.Error, Status = status, Body = body });
        await using var _ = aws;
        var answer = await aws.Client.LookupAsync(keys, new { });
        Assert.Equal(expectedStatus, answer.Status);
        Assert.StartsWith(expectedStart, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Garbage_is_HTTP_200_and_no_JSON()
    {
        var (aws, keys) = await WithFault(new Fault { Kind = FaultKind.Garbage });
        await using var _ = aws;
        var answer = await aws.Client.LookupAsync(keys, new { });
        Assert.Equal(200, answer.Status);
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => answer.Json);
    }

    [Theory]
    [InlineData(FaultKind.Disconnect)]
    [InlineData(FaultKind.Truncate)]
    public async Task A_connection_can_be_cut(FaultKind kind)
    {
        var (aws, keys) = await WithFault(new Fault { Kind = kind, Count = 1 });
        await using var _ = aws;
        await Assert.ThrowsAsync<HttpRequestException>(() => aws.Client.LookupAsync(keys, new { }));
        Assert.Equal(200, (await aws.Client.LookupAsync(keys, new { })).Status);
    }

    [Fact]
    public async Task A_delay_holds_the_answer_back()
    {
        var (aws, keys) = await WithFault(new Fault { Kind = FaultKind.Delay, Seconds = 30, Count = 1 });
        await using var _ = aws;
        var answer = aws.Client.LookupAsync(keys, new { });
        while (aws.Host.Faults.Count > 0 && !answer.IsCompleted)
        {
            await Task.Yield();
        }

        Assert.False(answer.IsCompleted);

        // The fault is counted just before the wait begins, so the clock may have to be moved more than once.
        while (!answer.IsCompleted)
        {
            aws.Clock.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        Assert.Equal(200, (await answer).Status);
    }

    [Fact]
    public async Task A_skewed_AWS_refuses_an_honest_clock_and_says_its_time()
    {
        var (aws, keys) = await WithFault(new Fault { Kind = FaultKind.Skew, Seconds = 1800 });
        await using var _ = aws;
        var refused = await aws.Client.LookupAsync(keys, new { });
        Assert.Equal("InvalidSignatureException", refused.Code);
        aws.Client.ClockError = refused.Response.Headers.Date!.Value - Aws.Start;
        Assert.Equal(200, (await aws.Client.LookupAsync(keys, new { })).Status);
    }

    [Fact]
    public async Task Empty_pages_have_a_token_and_lose_nothing()
    {
        var (aws, keys) = await WithFault(new Fault { Kind = FaultKind.EmptyPages });
        await using var _ = aws;
        var expected = Enumerable.Range(0, 5).Select(i => aws.AddSignIn(i)).ToList();
        var (sizes, seen) = (new List<int>(), new List<string>());
        string? token = null;
        do
        {
            var page = await aws.Client.LookupAsync(keys, token is null ? new { MaxResults = 3 } : new { MaxResults = 3, NextToken = token });
            seen.AddRange(Aws.Ids(page));
            sizes.Add(Aws.Ids(page).Count());
            token = Aws.NextToken(page);
            aws.Rest();
        }
        while (token is not null);

        Assert.Equal([0, 3, 0, 2], sizes);
        Assert.Equal(expected, seen);
    }

    [Fact]
    public async Task A_probable_fault_hits_the_same_calls_in_every_run()
    {
        var runs = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            var (aws, _) = await WithFault(new Fault { Kind = FaultKind.Error, Probability = 0.5, Action = "GetCallerIdentity" });
            await using var world = aws;
            var told = "";
            for (var i = 0; i < 30; i++)
            {
                told += (await aws.Client.StsAsync("GetCallerIdentity", TestClient.Watcher)).Status == 200 ? '.' : 'x';
            }

            runs.Add(told);
        }

        Assert.Equal(runs[0], runs[1]);
        Assert.Contains('.', runs[0]);
        Assert.Contains('x', runs[0]);
    }
}
