using RootWatch.Aws.Config;

namespace RootWatch.Aws.Tests.Config;

public sealed class ConfigClientTests
{
    [Fact]
    public async Task Recorders_are_read_with_their_last_delivery()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json("""{"ConfigurationRecordersStatus":[{"name":"default","recording":true,"lastStatus":"FAILURE","lastErrorCode":"AccessDenied","lastStartTime":1.6E9},null]}"""));
        using var aws = stub.Clients();

        var recorders = (await aws.Config.DescribeConfigurationRecorderStatusAsync(Samples.Session, "eu-west-1", CancellationToken.None)).Value!.ConfigurationRecordersStatus;

        Assert.Equal([new ConfigurationRecorderStatus { Name = "default", Recording = true, LastStatus = "FAILURE", LastErrorCode = "AccessDenied" }], recorders);
        Assert.Equal(("StarlingDoveService.DescribeConfigurationRecorderStatus", "{}"), (stub.Requests[0].Header("X-Amz-Target"), stub.Requests[0].Body));
    }

    [Fact]
    public async Task No_recorder_is_an_answer_and_an_empty_object_is_none()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json("""{"ConfigurationRecordersStatus":[]}"""), StubAws.Json("{}"));
        using var aws = stub.Clients();

        Assert.Empty((await aws.Config.DescribeConfigurationRecorderStatusAsync(Samples.Session, "us-east-1", CancellationToken.None)).Value!.ConfigurationRecordersStatus);
        Assert.Equal(AwsFailureReason.Malformed, (await aws.Config.DescribeConfigurationRecorderStatusAsync(Samples.Session, "us-east-1", CancellationToken.None)).Failure?.Reason);
    }
}
