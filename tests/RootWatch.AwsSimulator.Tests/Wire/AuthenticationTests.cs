using System.Net.Http.Headers;

namespace RootWatch.AwsSimulator.Tests.Wire;

public sealed class AuthenticationTests
{
    private static async Task<(string Sts, string CloudTrail, string Account)> Codes(Aws aws, Keys keys) => (
        Told(await aws.Client.StsAsync("GetCallerIdentity", keys)),
        Told(await aws.Client.LookupAsync(keys, new { })),
        Told(await aws.Client.AccountAsync("/listRegions", new { }, keys)));

    private static string Told(Answer answer) => $"{answer.Status} {answer.Code}";

    [Fact]
    public async Task An_unknown_key_is_named_as_each_protocol_names_it()
    {
        await using var aws = await Aws.StartAsync();
        Assert.Equal(
            ("403 InvalidClientTokenId", "400 UnrecognizedClientException", "403 UnrecognizedClientException"),
            await Codes(aws, new Keys("AKIAUNKNOWNUNKNOWN00", "secret")));
    }

    [Fact]
    public async Task A_wrong_secret_is_a_wrong_signature()
    {
        await using var aws = await Aws.StartAsync();
        Assert.Equal(
            ("403 SignatureDoesNotMatch", "400 InvalidSignatureException", "403 InvalidSignatureException"),
            await Codes(aws, TestClient.Watcher with { SecretKey = "wrong" }));
    }

    [Theory]
    [InlineData(-301, "Signature expired: 20260504T095459Z is now earlier than 20260504T095500Z (20260504T100000Z - 5 min.)")]
    [InlineData(301, "Signature not yet current: 20260504T100501Z is still later than 20260504T100500Z (20260504T100000Z + 5 min.)")]
    public async Task A_clock_more_than_five_minutes_off_is_told_the_right_time(int seconds, string message)
    {
        await using var aws = await Aws.StartAsync();
        aws.Client.ClockError = TimeSpan.FromSeconds(seconds);
        var answer = await aws.Client.StsAsync("GetCallerIdentity", TestClient.Watcher);
        Assert.Equal(("SignatureDoesNotMatch", message), (answer.Code, answer.XmlText("Message")));
        Assert.Equal(Aws.Start, answer.Response.Headers.Date);
        Assert.Equal("InvalidSignatureException", (await aws.Client.LookupAsync(TestClient.Watcher, new { })).Code);

        aws.Client.ClockError = TimeSpan.FromSeconds(seconds - Math.Sign(seconds));
        Assert.Equal(200, (await aws.Client.StsAsync("GetCallerIdentity", TestClient.Watcher)).Status);
    }

    [Fact]
    public async Task A_request_without_signature_is_missing_its_token()
    {
        await using var aws = await Aws.StartAsync();
        aws.Client.Tamper = request => request.Headers.Authorization = null;
        Assert.Equal(
            ("403 MissingAuthenticationToken", "400 MissingAuthenticationTokenException", "403 MissingAuthenticationTokenException"),
            await Codes(aws, TestClient.Watcher));
    }

    [Fact]
    public async Task A_body_changed_on_the_way_fails_the_signature()
    {
        await using var aws = await Aws.StartAsync();
        aws.Client.Tamper = request =>
        {
            request.Content = new StringContent("""{"MaxResults":2}""");
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        };
        Assert.Equal("400 InvalidSignatureException", Told(await aws.Client.LookupAsync(TestClient.Watcher, new { })));
    }

    [Fact]
    public async Task A_session_key_without_its_token_or_with_anothers_is_unknown()
    {
        await using var aws = await Aws.StartAsync();
        var (mine, other) = (await aws.Client.SessionAsync(aws.Account), await aws.Client.SessionAsync(aws.Host.Accounts[1]));
        Assert.Equal("400 UnrecognizedClientException", Told(await aws.Client.LookupAsync(mine with { Token = null }, new { })));
        Assert.Equal("400 UnrecognizedClientException", Told(await aws.Client.LookupAsync(mine with { Token = other.Token }, new { })));
        Assert.Equal("400 UnrecognizedClientException", Told(await aws.Client.LookupAsync(mine with { Token = mine.Token![..^8] }, new { })));
    }

    [Fact]
    public async Task A_signature_for_another_service_or_region_does_not_fit()
    {
        await using var aws = await Aws.StartAsync();
        var service = await aws.Client.SendAsync("iam", "us-east-1", TestClient.Watcher, "/", "Action=GetCallerIdentity&Version=2011-06-15", "application/x-www-form-urlencoded", null);
        Assert.Equal("403 SignatureDoesNotMatch", Told(service));
        Assert.Equal("403 InvalidSignatureException", Told(await aws.Client.AccountAsync("/listRegions", new { }, TestClient.Watcher, "eu-west-1")));
    }

    [Fact]
    public async Task A_region_that_the_account_has_not_enabled_answers_as_to_a_dead_key()
    {
        await using var aws = await Aws.StartAsync();
        var keys = await aws.Client.SessionAsync(aws.Account);
        Assert.Equal("400 UnrecognizedClientException", Told(await aws.Client.LookupAsync(keys, new { }, "ap-east-1")));
        Assert.Equal("403 InvalidClientTokenId", Told(await aws.Client.StsAsync("GetCallerIdentity", keys, "ap-east-1")));
    }

    [Fact]
    public async Task A_broken_Authorization_header_is_an_incomplete_signature()
    {
        await using var aws = await Aws.StartAsync();
        aws.Client.Tamper = request =>
        {
            request.Headers.Remove("Authorization");
            request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=a/b/c, SignedHeaders=host, Signature=0");
        };
        Assert.Equal("400 IncompleteSignatureException", Told(await aws.Client.LookupAsync(TestClient.Watcher, new { })));
        Assert.Equal("400 IncompleteSignature", Told(await aws.Client.StsAsync("GetCallerIdentity", TestClient.Watcher)));
    }

    [Fact]
    public async Task An_operation_that_is_not_there_is_said_so_as_each_protocol_says_it()
    {
        await using var aws = await Aws.StartAsync();
        Assert.Equal("400 UnknownOperationException", Told(await aws.Client.CloudTrailAsync("LookUpEvents", new { }, TestClient.Watcher)));
        Assert.Equal("400 InvalidAction", Told(await aws.Client.StsAsync("AssumeRoles", TestClient.Watcher)));
        Assert.Equal("404 UnknownOperationException", Told(await aws.Client.AccountAsync("/listRegion", new { }, TestClient.Watcher)));
    }
}
