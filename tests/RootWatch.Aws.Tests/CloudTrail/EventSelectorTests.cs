namespace RootWatch.Aws.Tests.CloudTrail;

public sealed class EventSelectorTests
{
    [Fact]
    public async Task Both_kinds_of_selectors_are_read()
    {
        await using var stub = await StubAws.StartAsync(
            StubAws.Json("""{"TrailARN":"t","EventSelectors":[{"ReadWriteType":"WriteOnly","IncludeManagementEvents":true,"DataResources":[],"ExcludeManagementEventSources":["kms.amazonaws.com"]}]}"""),
            StubAws.Json("""{"TrailARN":"t","AdvancedEventSelectors":[{"Name":"all","FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]},{"Field":"readOnly","NotEquals":["true"]}]}]}"""));
        using var aws = stub.Clients();

        var classic = Assert.Single((await aws.CloudTrail.GetEventSelectorsAsync("arn:t", Samples.Session, "us-east-1", CancellationToken.None)).Value!.EventSelectors!);
        var fields = Assert.Single((await aws.CloudTrail.GetEventSelectorsAsync("arn:t", Samples.Session, "us-east-1", CancellationToken.None)).Value!.AdvancedEventSelectors!).FieldSelectors!;

        Assert.Equal(("WriteOnly", true), (classic.ReadWriteType, classic.IncludeManagementEvents));
        Assert.Equal(["kms.amazonaws.com"], classic.ExcludeManagementEventSources!);
        Assert.Equal([("eventCategory", "Management"), ("readOnly", null)], fields.Select(field => (field.Field, field.EqualTo?[0])));
        Assert.Equal(["true"], fields[1].NotEquals!);
        Assert.Equal("""{"TrailName":"arn:t"}""", stub.Requests[0].Body);
    }
}
