namespace RootWatch.Aws.CloudTrail;

public sealed record LookupAttribute(string AttributeKey, string AttributeValue);

public sealed record LookupEventsRequest
{
    public required LookupAttribute LookupAttribute { get; init; }
    public required DateTimeOffset StartTime { get; init; }
    public required DateTimeOffset EndTime { get; init; }
    public int MaxResults { get; init; } = 50;
    public string? NextToken { get; init; }
}

public sealed record LookupEventsResponse(IReadOnlyList<Event> Events, string? NextToken);

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

public sealed record DescribeTrailsResponse(IReadOnlyList<Trail> TrailList);

public sealed record GetTrailStatusResponse
{
    public bool IsLogging { get; init; }
    public string? LatestDeliveryError { get; init; }
    public DateTimeOffset? LatestDeliveryTime { get; init; }
    public DateTimeOffset? StartLoggingTime { get; init; }
    public DateTimeOffset? StopLoggingTime { get; init; }
}

public sealed class CloudTrailClient
{
    internal CloudTrailClient() { }

    public Task<AwsOutcome<LookupEventsResponse>> LookupEventsAsync(LookupEventsRequest request, AwsSession session, string region, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    public Task<AwsOutcome<DescribeTrailsResponse>> DescribeTrailsAsync(AwsSession session, string region, CancellationToken cancellationToken) =>
        throw new NotImplementedException();

    public Task<AwsOutcome<GetTrailStatusResponse>> GetTrailStatusAsync(string name, AwsSession session, string region, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
