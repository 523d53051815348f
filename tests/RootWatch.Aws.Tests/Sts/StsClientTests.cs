using System.Globalization;

namespace RootWatch.Aws.Tests.Sts;

/// <summary>The process's own credentials come from variables here, so these tests run one after the other.</summary>
[Collection(nameof(EnvironmentCollection))]
public sealed class StsClientTests : IDisposable
{
    private const string Assumed =
        """
        <AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult>
        <AssumedRoleUser><AssumedRoleId>AROA:rw</AssumedRoleId><Arn>arn:aws:sts::111122223333:assumed-role/RootWatch/rw</Arn></AssumedRoleUser>
        <Credentials><AccessKeyId>ASIA1</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>2026-01-02T03:04:05Z</Expiration></Credentials>
        <PackedPolicySize>6</PackedPolicySize></AssumeRoleResult><ResponseMetadata><RequestId>c6104cbe</RequestId></ResponseMetadata></AssumeRoleResponse>
        """;

    private readonly EnvironmentVariables _environment = EnvironmentVariables.WithCredentials();

    public void Dispose() => _environment.Dispose();

    [Fact]
    public async Task A_role_is_assumed_with_the_process_s_own_key_in_the_regional_endpoint()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Xml(Assumed));
        using var aws = stub.Clients(options => options.StsRegion = "eu-central-1");

        var outcome = await aws.Sts.AssumeRoleAsync(Samples.Role, CancellationToken.None);

        Assert.True(outcome.IsSuccess, outcome.Failure?.ToString());
        Assert.Equal(new AwsSession("ASIA1", "secret", "token", DateTimeOffset.Parse("2026-01-02T03:04:05Z", CultureInfo.InvariantCulture)), outcome.Value);
        var received = Assert.Single(stub.Requests);
        Assert.Contains("Action=AssumeRole", received.Body, StringComparison.Ordinal);
        Assert.Contains("ExternalId=rw-4f1c", received.Body, StringComparison.Ordinal);
        Assert.Contains("DurationSeconds=3600", received.Body, StringComparison.Ordinal);
        Assert.Matches(@"Credential=AKIDEXAMPLE/\d{8}/eu-central-1/sts/aws4_request", received.Header("Authorization"));
    }

    [Fact]
    public async Task The_caller_s_identity_is_asked_with_the_session()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Xml(
            """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/RootWatch/rw</Arn><UserId>AROA:rw</UserId><Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"""));
        using var aws = stub.Clients();

        var outcome = await aws.Sts.GetCallerIdentityAsync(Samples.Session, "us-east-1", CancellationToken.None);

        Assert.Equal("111122223333", outcome.Value?.Account);
        Assert.Equal(Samples.Session.SessionToken, stub.Requests[0].Header("X-Amz-Security-Token"));
    }

    [Fact]
    public async Task The_process_s_own_identity_is_asked_with_its_own_key()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Xml(
            """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::999999999999:user/rootwatch</Arn><UserId>AIDA</UserId><Account>999999999999</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"""));
        using var aws = stub.Clients();

        var outcome = await aws.Sts.GetOwnIdentityAsync(CancellationToken.None);

        Assert.Equal("arn:aws:iam::999999999999:user/rootwatch", outcome.Value?.Arn);
        Assert.DoesNotContain(Samples.Session.AccessKeyId, stub.Requests[0].Header("Authorization"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "AccessDenied", "User: x is not authorized to perform: sts:AssumeRole", AwsFailureReason.Denied)]
    [InlineData(400, "Throttling", "Rate exceeded", AwsFailureReason.Throttled)]
    [InlineData(403, "ExpiredToken", "The security token included in the request is expired", AwsFailureReason.Expired)]
    [InlineData(403, "InvalidClientTokenId", "The security token included in the request is invalid", AwsFailureReason.InvalidToken)]
    [InlineData(403, "SignatureDoesNotMatch", "The request signature we calculated does not match", AwsFailureReason.InvalidToken)]
    [InlineData(403, "RegionDisabledException", "STS is not activated in this region", AwsFailureReason.RegionOff)]
    [InlineData(400, "ValidationError", "DurationSeconds exceeds", AwsFailureReason.Rejected)]
    [InlineData(400, "MalformedPolicyDocument", "Syntax", AwsFailureReason.Rejected)]
    [InlineData(500, "InternalFailure", "", AwsFailureReason.ServerError)]
    public async Task A_refusal_is_a_value_with_AWS_s_own_words(int status, string code, string message, AwsFailureReason reason)
    {
        await using var stub = await StubAws.StartAsync(StubAws.Xml(
            $"""<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error><RequestId>r</RequestId></ErrorResponse>""", status));
        using var aws = stub.Clients(options => options.AttemptsMax = 1);

        var failure = (await aws.Sts.AssumeRoleAsync(Samples.Role, CancellationToken.None)).Failure;

        Assert.Equal((reason, code, status), (failure?.Reason, failure?.Code, failure?.HttpStatus));
        Assert.Contains(message, failure!.Message, StringComparison.Ordinal);
        Assert.Single(stub.Requests);
    }

    [Theory]
    [InlineData("<html><body>Bad Gateway</body></html>", 502, AwsFailureReason.ServerError)]
    [InlineData("", 503, AwsFailureReason.ServerError)]
    [InlineData("", 200, AwsFailureReason.Malformed)]
    [InlineData("<html><body>Welcome to the hotel</body></html>", 200, AwsFailureReason.Malformed)]
    [InlineData("<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>A</Acc", 200, AwsFailureReason.Malformed)]
    [InlineData("<AssumeRoleResponse><AssumeRoleResult/></AssumeRoleResponse>", 200, AwsFailureReason.Malformed)]
    [InlineData("<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>A</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>soon</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>", 200, AwsFailureReason.Malformed)]
    [InlineData("<html><body>No</body></html>", 404, AwsFailureReason.Malformed)]
    public async Task An_answer_that_is_not_STS_s_is_told_as_what_it_is(string body, int status, AwsFailureReason reason)
    {
        await using var stub = await StubAws.StartAsync(StubAws.Text(body, "text/html", status));
        using var aws = stub.Clients();

        var failure = (await aws.Sts.AssumeRoleAsync(Samples.Role, CancellationToken.None)).Failure;

        Assert.Equal(reason, failure?.Reason);
        Assert.Null(failure?.Code);
    }

    [Fact]
    public async Task A_wrong_clock_is_corrected_once_and_the_call_made_again()
    {
        string ahead = TimeProvider.System.GetUtcNow().AddHours(1).ToString("r", CultureInfo.InvariantCulture);
        await using var stub = await StubAws.StartAsync(
            StubAws.Xml("""<ErrorResponse><Error><Type>Sender</Type><Code>SignatureDoesNotMatch</Code><Message>Signature expired: x is now earlier than y</Message></Error></ErrorResponse>""", 403, ("Date", ahead)),
            StubAws.Xml(Assumed));
        using var aws = stub.Clients();

        var outcome = await aws.Sts.AssumeRoleAsync(Samples.Role, CancellationToken.None);

        Assert.True(outcome.IsSuccess, outcome.Failure?.ToString());
        Assert.Equal(2, stub.Requests.Count);
        Assert.NotEqual(stub.Requests[0].Header("X-Amz-Date")[..11], stub.Requests[1].Header("X-Amz-Date")[..11]);
    }

    [Fact]
    public async Task Trouble_of_the_server_is_tried_again_within_the_bound_and_throttling_never()
    {
        await using var failing = await StubAws.StartAsync(StubAws.Xml("", 500));
        using (var aws = failing.Clients(options => options.AttemptsMax = 3))
        {
            Assert.Equal(AwsFailureReason.ServerError, (await aws.Sts.AssumeRoleAsync(Samples.Role, CancellationToken.None)).Failure?.Reason);
            Assert.Equal(3, failing.Requests.Count);
        }

        await using var throttling = await StubAws.StartAsync(StubAws.Xml("<ErrorResponse><Error><Code>Throttling</Code><Message>Rate exceeded</Message></Error></ErrorResponse>", 400));
        using (var aws = throttling.Clients(options => options.AttemptsMax = 3))
        {
            Assert.Equal(AwsFailureReason.Throttled, (await aws.Sts.AssumeRoleAsync(Samples.Role, CancellationToken.None)).Failure?.Reason);
            Assert.Single(throttling.Requests);
        }
    }

    [Fact]
    public async Task Silence_ends_at_the_deadline_and_a_closed_port_at_once()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Silence);
        using var aws = stub.Clients(options => options.AttemptTimeout = TimeSpan.FromMilliseconds(300));
        var silent = (await aws.Sts.AssumeRoleAsync(Samples.Role, CancellationToken.None)).Failure;
        Assert.Equal(AwsFailureReason.Unreachable, silent?.Reason);
        Assert.Contains("within 0.3 s", silent!.Message, StringComparison.Ordinal);

        var closed = await StubAws.StartAsync(StubAws.Silence);
        using var nobody = closed.Clients();
        await closed.DisposeAsync();
        Assert.Equal(AwsFailureReason.Unreachable, (await nobody.Sts.AssumeRoleAsync(Samples.Role, CancellationToken.None)).Failure?.Reason);
    }

    [Fact]
    public async Task Without_any_credentials_the_failure_names_the_places_to_put_them()
    {
        _environment.Set("AWS_ACCESS_KEY_ID", null);
        await using var stub = await StubAws.StartAsync(StubAws.Xml(Assumed));
        using var aws = stub.Clients();

        var failure = (await aws.Sts.AssumeRoleAsync(Samples.Role, CancellationToken.None)).Failure;

        Assert.Equal(AwsFailureReason.NoCredentials, failure?.Reason);
        Assert.Contains("AWS_ACCESS_KEY_ID", failure!.Message, StringComparison.Ordinal);
        Assert.Contains("instance role", failure.Message, StringComparison.Ordinal);
        Assert.Empty(stub.Requests);
    }

    [Fact]
    public async Task A_named_profile_that_does_not_exist_is_named()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Xml(Assumed));
        using var aws = stub.Clients(options => options.Profile = "msp-prod");

        var failure = (await aws.Sts.AssumeRoleAsync(Samples.Role, CancellationToken.None)).Failure;

        Assert.Equal(AwsFailureReason.NoCredentials, failure?.Reason);
        Assert.Contains("'msp-prod'", failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_named_profile_of_the_shared_file_wins_over_the_environment()
    {
        _environment.WriteCredentialsFile("[msp]\naws_access_key_id = AKIAPROFILE\naws_secret_access_key = s\n");
        await using var stub = await StubAws.StartAsync(StubAws.Xml(Assumed));
        using var aws = stub.Clients(options => options.Profile = "msp");

        var outcome = await aws.Sts.AssumeRoleAsync(Samples.Role, CancellationToken.None);

        Assert.True(outcome.IsSuccess, outcome.Failure?.ToString());
        Assert.Contains("Credential=AKIAPROFILE/", stub.Requests[0].Header("Authorization"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_s_credentials_are_used_where_there_are_no_others()
    {
        _environment.Set("AWS_ACCESS_KEY_ID", null);
        await using var container = await StubAws.StartAsync(StubAws.Json(
            """{"AccessKeyId":"ASIACONTAINER","SecretAccessKey":"s","Token":"container-token","Expiration":"2099-01-01T00:00:00Z"}"""));
        _environment.Set("AWS_CONTAINER_CREDENTIALS_FULL_URI", new Uri(container.Url, "/credentials").AbsoluteUri);
        await using var stub = await StubAws.StartAsync(StubAws.Xml(Assumed));
        using var aws = stub.Clients();

        var outcome = await aws.Sts.AssumeRoleAsync(Samples.Role, CancellationToken.None);

        Assert.True(outcome.IsSuccess, outcome.Failure?.ToString());
        Assert.Contains("Credential=ASIACONTAINER/", stub.Requests[0].Header("Authorization"), StringComparison.Ordinal);
        Assert.Equal("container-token", stub.Requests[0].Header("X-Amz-Security-Token"));
    }

    [Fact]
    public async Task A_source_of_credentials_that_does_not_answer_is_told_from_an_STS_that_does_not()
    {
        _environment.Set("AWS_ACCESS_KEY_ID", null);
        await using var container = await StubAws.StartAsync(StubAws.Silence);
        _environment.Set("AWS_CONTAINER_CREDENTIALS_FULL_URI", new Uri(container.Url, "/silent").AbsoluteUri);
        await using var stub = await StubAws.StartAsync(StubAws.Xml(Assumed));
        using var aws = stub.Clients(options => options.AttemptTimeout = TimeSpan.FromMilliseconds(500));

        var failure = (await aws.Sts.AssumeRoleAsync(Samples.Role, CancellationToken.None)).Failure;

        Assert.Equal(AwsFailureReason.NoCredentials, failure?.Reason);
        Assert.Contains("did not answer in time", failure!.Message, StringComparison.Ordinal);
        Assert.Empty(stub.Requests);
    }
}
