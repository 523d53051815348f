using System.Text.Json;
using System.Text.Json.Serialization;
using RootWatch.Aws.Wire;

namespace RootWatch.Aws.CloudTrail;

public sealed record LookupAttribute(string AttributeKey, string AttributeValue);

/// <summary>One page of one query. A <see cref="NextToken"/> holds only together with the very same other members.</summary>
public sealed record LookupEventsRequest
{
    public required LookupAttribute LookupAttribute { get; init; }
    /// <summary>Included, to the second.</summary>
    public required DateTimeOffset StartTime { get; init; }
    /// <summary>Included, to the second.</summary>
    public required DateTimeOffset EndTime { get; init; }
    public int MaxResults { get; init; } = 50;
    public string? NextToken { get; init; }
}

/// <summary>A page, newest first. It may be empty and still have a successor.</summary>
public sealed record LookupEventsResponse(IReadOnlyList<Event> Events, string? NextToken)
{
    /// <summary>What the operation does not answer.</summary>
    [JsonExtensionData]
    public IDictionary<string, JsonElement>? Others { get; set; }
}

/// <summary>One event as LookupEvents wraps it; <see cref="CloudTrailEvent"/> is the record, a JSON text.</summary>
public sealed record Event
{
    public string? EventId { get; init; }
    public string? EventName { get; init; }
    public DateTimeOffset? EventTime { get; init; }
    public string? EventSource { get; init; }
    public string? Username { get; init; }
    public string? CloudTrailEvent { get; init; }
}

public sealed record Trail
{
    public string? Name { get; init; }
    public string? TrailARN { get; init; }
    public string? HomeRegion { get; init; }
    public bool IsMultiRegionTrail { get; init; }
    public bool IsOrganizationTrail { get; init; }
    public bool IncludeGlobalServiceEvents { get; init; }
    public bool LogFileValidationEnabled { get; init; }
    public string? S3BucketName { get; init; }
    public string? KmsKeyId { get; init; }
    public string? CloudWatchLogsLogGroupArn { get; init; }
}

public sealed record DescribeTrailsResponse([property: JsonPropertyName("trailList")] IReadOnlyList<Trail> TrailList);

public sealed record GetTrailStatusResponse
{
    public bool IsLogging { get; init; }
    public string? LatestDeliveryError { get; init; }
    public DateTimeOffset? LatestDeliveryTime { get; init; }
    public DateTimeOffset? StartLoggingTime { get; init; }
    public DateTimeOffset? StopLoggingTime { get; init; }
}

public sealed record EventSelector
{
    /// <summary>ReadOnly, WriteOnly or All.</summary>
    public string? ReadWriteType { get; init; }

    /// <summary>AWS takes an absent one as true.</summary>
    public bool? IncludeManagementEvents { get; init; }

    /// <summary>Services whose management events are left out.</summary>
    public IReadOnlyList<string>? ExcludeManagementEventSources { get; init; }
}

/// <summary>All the field selectors of one have to hold for an event to be recorded.</summary>
public sealed record AdvancedEventSelector
{
    public string? Name { get; init; }
    public IReadOnlyList<AdvancedFieldSelector>? FieldSelectors { get; init; }
}

public sealed record AdvancedFieldSelector
{
    public string? Field { get; init; }

    /// <summary>A record cannot have a member called Equals.</summary>
    [JsonPropertyName("Equals")]
    public IReadOnlyList<string>? EqualTo { get; init; }

    public IReadOnlyList<string>? StartsWith { get; init; }
    public IReadOnlyList<string>? EndsWith { get; init; }
    public IReadOnlyList<string>? NotEquals { get; init; }
    public IReadOnlyList<string>? NotStartsWith { get; init; }
    public IReadOnlyList<string>? NotEndsWith { get; init; }
}

/// <summary>A trail has selectors of one kind; the other list is absent or empty.</summary>
public sealed record GetEventSelectorsResponse(IReadOnlyList<EventSelector>? EventSelectors, IReadOnlyList<AdvancedEventSelector>? AdvancedEventSelectors);

public sealed class CloudTrailClient
{
    internal static readonly AwsService Service =
        new("cloudtrail", AwsProtocol.Json11, AwsPlacement.Regional, "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101");

    private static readonly AwsOperation LookupEvents = Service.Operation("LookupEvents") with { IsPacedByCaller = true };
    private static readonly AwsOperation DescribeTrails = Service.Operation("DescribeTrails");
    private static readonly AwsOperation GetTrailStatus = Service.Operation("GetTrailStatus");
    private static readonly AwsOperation GetEventSelectors = Service.Operation("GetEventSelectors");

    private readonly AwsWire _wire;

    internal CloudTrailClient(AwsWire wire) => _wire = wire;

    /// <summary>One page of events. Two calls a second for each account and region are all that AWS allows, console users included; so trouble that may pass is not tried again here.</summary>
    public Task<AwsOutcome<LookupEventsResponse>> LookupEventsAsync(LookupEventsRequest request, AwsSession session, string region, CancellationToken cancellationToken) =>
        _wire.SendAsync(LookupEvents, session, region, request, static (body, request) =>
        {
            body.WriteStartArray("LookupAttributes");
            body.WriteStartObject();
            body.WriteString("AttributeKey", request.LookupAttribute.AttributeKey);
            body.WriteString("AttributeValue", request.LookupAttribute.AttributeValue);
            body.WriteEndObject();
            body.WriteEndArray();
            body.WriteNumber("StartTime", request.StartTime.ToUnixTimeSeconds());
            body.WriteNumber("EndTime", request.EndTime.ToUnixTimeSeconds());
            body.WriteNumber("MaxResults", request.MaxResults);
            if (request.NextToken is { } token)
            {
                body.WriteString("NextToken", token);
            }
        }, LookupEventsAnswer.Reader, cancellationToken);

    /// <summary>The trails that record in the region, those of other regions and of the organization included.</summary>
    public async Task<AwsOutcome<DescribeTrailsResponse>> DescribeTrailsAsync(AwsSession session, string region, CancellationToken cancellationToken)
    {
        var outcome = await _wire.SendAsync(DescribeTrails, session, region,
            body => body.WriteBoolean("includeShadowTrails", true), CloudTrailJson.Default.DescribeTrailsResponse, cancellationToken);
        return outcome.Map(answer => new DescribeTrailsResponse(WithoutNulls(answer.TrailList)));
    }

    /// <summary>Whether a trail records, as the region sees it.</summary>
    /// <param name="name">The ARN where the trail lives elsewhere: in another region or in the organization's management account.</param>
    public Task<AwsOutcome<GetTrailStatusResponse>> GetTrailStatusAsync(string name, AwsSession session, string region, CancellationToken cancellationToken) =>
        _wire.SendAsync(GetTrailStatus, session, region,
            body => body.WriteString("Name", name), CloudTrailJson.Default.GetTrailStatusResponse, cancellationToken);

    /// <summary>Which events a trail records.</summary>
    /// <param name="trailName">The ARN where the trail lives elsewhere.</param>
    public Task<AwsOutcome<GetEventSelectorsResponse>> GetEventSelectorsAsync(string trailName, AwsSession session, string region, CancellationToken cancellationToken) =>
        _wire.SendAsync(GetEventSelectors, session, region,
            body => body.WriteString("TrailName", trailName), CloudTrailJson.Default.GetEventSelectorsResponse, cancellationToken);

    // A list that is absent is an empty one, whatever the type says: that is how AWS's protocols have it.
    internal static List<T> WithoutNulls<T>(IReadOnlyList<T?>? items)
        where T : class =>
        items?.OfType<T>().ToList() ?? [];
}

[JsonSourceGenerationOptions(Converters = [typeof(AwsTimeConverter), typeof(AwsStringConverter)])]
[JsonSerializable(typeof(LookupEventsResponse))]
[JsonSerializable(typeof(DescribeTrailsResponse))]
[JsonSerializable(typeof(GetTrailStatusResponse))]
[JsonSerializable(typeof(GetEventSelectorsResponse))]
internal sealed partial class CloudTrailJson : JsonSerializerContext;
