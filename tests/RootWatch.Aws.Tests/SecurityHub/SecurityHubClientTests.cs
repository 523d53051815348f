using RootWatch.Aws.SecurityHub;

namespace RootWatch.Aws.Tests.SecurityHub;

public sealed class SecurityHubClientTests
{
    [Fact]
    public async Task The_hub_is_described()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json("""{"HubArn":"arn:aws:securityhub:eu-west-1:111122223333:hub/default"}"""));
        using var aws = stub.Clients();

        Assert.Equal("arn:aws:securityhub:eu-west-1:111122223333:hub/default", (await aws.SecurityHub.DescribeHubAsync(Samples.Session, "eu-west-1", CancellationToken.None)).Value!.HubArn);
        Assert.Equal(("GET", "/accounts"), (stub.Requests[0].Method, stub.Requests[0].Path));
    }

    [Theory]
    [InlineData("InvalidAccessException", 401)]
    [InlineData("ResourceNotFoundException", 404)]
    public async Task Not_to_have_subscribed_is_an_answer(string code, int status)
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json("""{"Message":"Account 111122223333 is not subscribed to AWS Security Hub"}""", status, ("x-amzn-ErrorType", code)));
        using var aws = stub.Clients();

        Assert.Equal(new DescribeHubResponse(null), (await aws.SecurityHub.DescribeHubAsync(Samples.Session, "eu-west-1", CancellationToken.None)).Value);
    }

    [Fact]
    public async Task A_refusal_is_none()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json("""{"Message":"User is not authorized"}""", 403, ("x-amzn-ErrorType", "AccessDeniedException")));
        using var aws = stub.Clients();

        Assert.Equal(AwsFailureReason.Denied, (await aws.SecurityHub.DescribeHubAsync(Samples.Session, "eu-west-1", CancellationToken.None)).Failure?.Reason);
    }
}
