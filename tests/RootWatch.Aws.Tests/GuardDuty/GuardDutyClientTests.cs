namespace RootWatch.Aws.Tests.GuardDuty;

public sealed class GuardDutyClientTests
{
    [Fact]
    public async Task Detectors_are_asked_for_with_a_signed_GET_over_pages()
    {
        await using var stub = await StubAws.StartAsync(
            StubAws.Json("""{"detectorIds":["a1"],"nextToken":"x/y="}"""), StubAws.Json("""{"detectorIds":["b2"]}"""), StubAws.Json("""{"status":"ENABLED","createdAt":"2020-01-01"}"""));
        using var aws = stub.Clients();

        var detectors = (await aws.GuardDuty.ListDetectorsAsync(Samples.Session, "eu-west-1", CancellationToken.None)).Value!.DetectorIds;
        var detector = (await aws.GuardDuty.GetDetectorAsync("a1", Samples.Session, "eu-west-1", CancellationToken.None)).Value!;

        Assert.Equal(["a1", "b2"], detectors);
        Assert.Equal("ENABLED", detector.Status);
        Assert.Equal(["/detector?maxResults=50", "/detector?maxResults=50&nextToken=x%2Fy%3D", "/detector/a1"], stub.Requests.Select(received => received.Path));
        Assert.All(stub.Requests, received => Assert.Equal(("GET", "", ""), (received.Method, received.Header("Content-Type"), received.Body)));
        Assert.All(stub.Requests, received => Assert.Contains("SignedHeaders=host;x-amz-date;x-amz-security-token, ", received.Header("Authorization"), StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_detector_is_an_answer_and_an_empty_object_is_none()
    {
        await using var stub = await StubAws.StartAsync(StubAws.Json("""{"detectorIds":[]}"""), StubAws.Json("{}"));
        using var aws = stub.Clients();

        Assert.Empty((await aws.GuardDuty.ListDetectorsAsync(Samples.Session, "us-east-1", CancellationToken.None)).Value!.DetectorIds);
        Assert.Equal(AwsFailureReason.Malformed, (await aws.GuardDuty.ListDetectorsAsync(Samples.Session, "us-east-1", CancellationToken.None)).Failure?.Reason);
    }
}
