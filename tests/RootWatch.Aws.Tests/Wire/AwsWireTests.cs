using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using RootWatch.Aws.Account;

namespace RootWatch.Aws.Tests.Wire;

public sealed class AwsWireTests
{
    private const string Empty = """{"Events":[]}""";

    [Theory]
    [InlineData(400, """{"__type":"ThrottlingException","message":"Rate exceeded"}""", AwsFailureReason.Throttled, "ThrottlingException")]
    [InlineData(400, """{"__type":"AccessDeniedException","Message":"User: x is not authorized"}""", AwsFailureReason.Denied, "AccessDeniedException")]
    [InlineData(400, """{"__type":"ExpiredTokenException","message":"expired"}""", AwsFailureReason.Expired, "ExpiredTokenException")]
    [InlineData(400, """{"__type":"UnrecognizedClientException","message":"invalid"}""", AwsFailureReason.InvalidToken, "UnrecognizedClientException")]
    [InlineData(400, """{"__type":"InvalidNextTokenException","message":"used"}""", AwsFailureReason.Rejected, "InvalidNextTokenException")]
    [InlineData(500, "<html>Internal</html>", AwsFailureReason.ServerError, null)]
    [InlineData(503, "", AwsFailureReason.ServerError, null)]
    [InlineData(301, "", AwsFailureReason.Malformed, null)]
    [InlineData(200, "", AwsFailureReason.Malformed, null)]
    [InlineData(200, "null", AwsFailureReason.Malformed, null)]
    [InlineData(200, "[]", AwsFailureReason.Malformed, null)]
    [InlineData(200, "<html>Welcome to the hotel</html>", AwsFailureReason.Malformed, null)]
    [InlineData(200, """{"Events":[{"EventId":"a"}""", AwsFailureReason.Malformed, null)]
    [InlineData(200, """{"Events":"none"}""", AwsFailureReason.Malformed, null)]
    [InlineData(200, """{"Output":{"__type":"com.amazon.coral.service#AccessDeniedException"},"Version":"1.0"}""", AwsFailureReason.Malformed, null)]
    public async Task An_answer_that_is_no_page_is_a_failure_with_its_reason(int status, string body, AwsFailureReason reason, string? code)
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json(body, status, ("x-amzn-RequestId", "req-1")));
        using var aws = stub.Clients();

        var failure = (await aws.LookUpAsync()).Failure;

        Assert.Equal((reason, code), (failure?.Reason, failure?.Code));
        Assert.Equal(("cloudtrail", "LookupEvents", "us-east-1"), (failure!.Service, failure.Operation, failure.Region));
        Assert.Equal(status >= 300, failure.Message.Contains("[request req-1]", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Throttling_goes_back_to_the_caller_at_once()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json("""{"__type":"ThrottlingException"}""", 400));
        using var aws = stub.Clients(options => options.AttemptsMax = 5);

        Assert.Equal(AwsFailureReason.Throttled, (await aws.LookUpAsync()).Failure?.Reason);
        Assert.Single(stub.Requests);
    }

    [Fact]
    public async Task Passing_trouble_is_tried_again_and_each_attempt_signed_anew()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json("", 502), StubAws.CutOff("""{"Regions":[{"Reg"""), StubAws.Json("""{"Regions":[{"RegionName":"us-east-1","RegionOptStatus":"ENABLED_BY_DEFAULT"}]}"""));
        using var aws = stub.Clients(options => options.AttemptsMax = 3);

        Assert.True((await ListRegionsAsync(aws)).IsSuccess);
        Assert.Equal(3, stub.Requests.Count);
    }

    [Fact]
    public async Task Attempts_end()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json("", 500));
        using var aws = stub.Clients(options => options.AttemptsMax = 2);

        Assert.Equal(AwsFailureReason.ServerError, (await ListRegionsAsync(aws)).Failure?.Reason);
        Assert.Equal(2, stub.Requests.Count);
    }

    [Fact]
    public async Task Of_LookupEvents_whose_pace_is_the_caller_s_there_is_one_attempt()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json("", 502), StubAws.Json(Empty));
        using var aws = stub.Clients(options => options.AttemptsMax = 3);

        Assert.Equal(AwsFailureReason.ServerError, (await aws.LookUpAsync()).Failure?.Reason);
        Assert.Single(stub.Requests);
    }

    [Fact]
    public async Task A_wrong_clock_is_corrected_once_and_stays_corrected()
    {
        var ours = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        await using var stub = await StubAws.StartAsync(
            StubAws.Json("""{"__type":"InvalidSignatureException","message":"Signature expired: 20260101T000000Z is now earlier than ..."}""", 400, ("Date", "Thu, 01 Jan 2026 01:00:00 GMT")),
            StubAws.Json(Empty));
        using var aws = stub.Clients(timeProvider: ours);

        Assert.True((await aws.LookUpAsync()).IsSuccess);
        Assert.True((await aws.LookUpAsync()).IsSuccess);

        Assert.Equal(["20260101T000000Z", "20260101T010000Z", "20260101T010000Z"], stub.Requests.Select(received => received.Header("X-Amz-Date")));
    }

    [Fact]
    public async Task Without_a_Date_header_an_answer_tells_the_time_that_the_refusal_before_it_has_taught()
    {
        var ours = new FakeTimeProvider(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        (string, string)[] noDate = [("Date", "")];
        await using var stub = await StubAws.StartAsync(
            StubAws.Json(Empty, 200, noDate),
            StubAws.Json("""{"__type":"InvalidSignatureException","message":"Signature expired: 20260101T000000Z is now earlier than 20260101T005500Z (20260101T010000Z - 5 min.)"}""", 400, noDate),
            StubAws.Json(Empty, 200, noDate));
        using var aws = stub.Clients(timeProvider: ours);

        Assert.Null((await aws.LookUpAsync()).ServerTime);
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 1, 0, 0, TimeSpan.Zero), (await aws.LookUpAsync()).ServerTime);
    }

    [Fact]
    public async Task What_answers_in_AWS_s_place_does_not_tell_its_time()
    {
        (string, string)[] otherTime = [("Date", "Thu, 01 Jan 2026 01:00:00 GMT")];
        await using var stub = await StubAws.StartAsync(
            StubAws.Text("<html>no way out</html>", "text/html", 502, otherTime),
            StubAws.Text("", "text/html", 403, otherTime),
            StubAws.Json("""{"portal":"sign in"}""", 200, otherTime),
            StubAws.Json("""{"__type":"ThrottlingException"}""", 400, otherTime),
            StubAws.Json("", 503, [.. otherTime, ("x-amzn-RequestId", "1-2")]));
        using var aws = stub.Clients();

        for (int n = 0; n < 3; n++)
        {
            var outcome = await aws.LookUpAsync();
            Assert.False(outcome.IsSuccess);
            Assert.Null(outcome.ServerTime);
        }

        Assert.NotNull((await aws.LookUpAsync()).ServerTime);
        Assert.NotNull((await aws.LookUpAsync()).ServerTime);
    }

    [Fact]
    public async Task A_clock_that_the_correction_does_not_mend_is_told_after_one_try()
    {
        string now = TimeProvider.System.GetUtcNow().ToString("r", CultureInfo.InvariantCulture);
        await using var stub = await StubAws.StartAsync(
            StubAws.Json("""{"__type":"InvalidSignatureException","message":"Signature expired"}""", 400, ("Date", now)));
        using var aws = stub.Clients(options => options.AttemptsMax = 5);

        Assert.Equal(AwsFailureReason.ClockSkew, (await aws.LookUpAsync()).Failure?.Reason);
        Assert.Equal(2, stub.Requests.Count);
    }

    [Fact]
    public void The_server_s_time_is_found_in_the_message_where_no_Date_header_is()
    {
        Assert.Equal(new DateTimeOffset(2026, 1, 1, 1, 0, 0, TimeSpan.Zero), Aws.Wire.AwsClock.ServerTimeIn(
            "Signature expired: 20260101T000000Z is now earlier than 20260101T005500Z (20260101T010000Z - 5 min.)"));
        Assert.Null(Aws.Wire.AwsClock.ServerTimeIn("Signature expired"));
        Assert.Null(Aws.Wire.AwsClock.ServerTimeIn("(99999999T999999Z - 5 min.)"));
    }

    [Fact]
    public async Task The_deadline_covers_a_silent_server_and_a_body_that_drips()
    {
        await using var silent = await StubAws.StartAsync(StubAws.Silence);
        await using var dripping = await StubAws.StartAsync(async (context, received) =>
        {
            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes("""{"Events":["""));
            await context.Response.Body.FlushAsync();
            await StubAws.Silence(context, received);
        });

        foreach (var stub in (StubAws[])[silent, dripping])
        {
            using var aws = stub.Clients(options => options.AttemptTimeout = TimeSpan.FromMilliseconds(300));
            var failure = (await aws.LookUpAsync()).Failure;
            Assert.Equal(AwsFailureReason.Unreachable, failure?.Reason);
            Assert.Contains("within 0.3 s", failure!.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_told_so_by_cancellation()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Silence);
        using var aws = stub.Clients();
        using var given = new CancellationTokenSource();

        var call = aws.LookUpAsync(cancellationToken: given.Token);
        await given.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
    }

    [Fact]
    public async Task A_body_without_end_is_cut_off_at_its_bound()
    {
        await using var stub = await StubAws.StartAsync(async (context, _) =>
        {
            byte[] chunk = Encoding.UTF8.GetBytes(new string(' ', 1 << 20));
            try
            {
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
                }
            }
            catch (OperationCanceledException)
            {
            }
        });
        using var aws = stub.Clients(options => options.AttemptsMax = 3);

        var failure = (await aws.LookUpAsync()).Failure;

        Assert.Equal(AwsFailureReason.Malformed, failure?.Reason);
        Assert.Single(stub.Requests);
    }

    [Fact]
    public async Task A_closed_port_and_TLS_that_is_none_are_unreachable()
    {
        await using var plain = await StubAws.StartAsync(StubAws.Json(Empty));
        using var tls = plain.Clients(options => options.EndpointUrl = new UriBuilder(plain.Url) { Scheme = "https" }.Uri);
        Assert.Equal(AwsFailureReason.Unreachable, (await tls.LookUpAsync()).Failure?.Reason);

        var closed = await StubAws.StartAsync(StubAws.Json(Empty));
        using var nobody = closed.Clients();
        await closed.DisposeAsync();
        Assert.Equal(AwsFailureReason.Unreachable, (await nobody.LookUpAsync()).Failure?.Reason);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var elsewhere = await StubAws.StartAsync(StubAws.Json(Empty));
        await using var stub = await StubAws.StartAsync(StubAws.Json("", 307, ("Location", elsewhere.Url.AbsoluteUri)));
        using var aws = stub.Clients();

        Assert.Equal(AwsFailureReason.Malformed, (await aws.LookUpAsync()).Failure?.Reason);
        Assert.Empty(elsewhere.Requests);
    }

    [Fact]
    public async Task A_mistyped_region_is_not_called_and_named()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json(Empty));
        using var aws = stub.Clients();

        var failure = (await aws.LookUpAsync("eu_west_1")).Failure;

        Assert.Equal(AwsFailureReason.Rejected, failure?.Reason);
        Assert.Contains("there is no AWS region 'eu_west_1'", failure!.Message, StringComparison.Ordinal);
        Assert.Empty(stub.Requests);
    }

    [Fact]
    public async Task A_path_in_the_endpoint_URL_is_kept_and_signed()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json(Empty));
        using var aws = stub.Clients(options => options.EndpointUrl = new Uri(stub.Url, "/aws"));

        await aws.LookUpAsync();

        Assert.Equal("/aws/", Assert.Single(stub.Requests).Path);
        Assert.Equal(stub.Url.Authority, stub.Requests[0].Host);
    }

    private static Task<AwsOutcome<ListRegionsResponse>> ListRegionsAsync(AwsClients aws) => aws.Account.ListRegionsAsync(Samples.Session, "us-east-1", CancellationToken.None);
}
