using RootWatch.Aws;
using RootWatch.Aws.CloudTrail;
using RootWatch.Detection.Posture;

namespace RootWatch.Server.Posture;

/// <summary>The trails that record in the home region: those that live there and the shadows of others.</summary>
internal static class TrailReader
{
    public static async Task<Fact<IReadOnlyList<TrailFacts>>> Read(PostureCalls calls, string home, Fact<IReadOnlyList<TrailFacts>>? before, CancellationToken stop)
    {
        var cloudTrail = calls.Clients.CloudTrail;
        var listed = await calls.Ask((session, token) => cloudTrail.DescribeTrailsAsync(session, home, token), stop);
        var fact = calls.FactOf(listed, before, answer => (IReadOnlyList<TrailFacts>)[.. answer.TrailList.Where(trail => trail.TrailARN is not null).Select(Of)]);
        if (listed.Failure is not null)
        {
            return fact;
        }

        List<TrailFacts> trails = [];
        foreach (TrailFacts trail in fact.Value!)
        {
            TrailFacts? known = before?.Value?.FirstOrDefault(one => one.Arn == trail.Arn);
            trails.Add(trail with
            {
                Delivery = FactOf(trail, await calls.Ask((session, token) => cloudTrail.GetTrailStatusAsync(trail.Arn, session, home, token), stop), known?.Delivery,
                    status => new TrailDelivery(status.IsLogging, status.LatestDeliveryTime, status.LatestDeliveryError)),
                BucketAccess = await BucketReader.Read(calls, trail, home, known?.BucketAccess, stop),
                Coverage = FactOf(trail, await calls.Ask((session, token) => cloudTrail.GetEventSelectorsAsync(trail.Arn, session, home, token), stop), known?.Coverage, CoverageOf),
            });
        }

        return fact with { Value = trails };

        Fact<TFact> FactOf<T, TFact>(TrailFacts trail, (T? Value, AwsFailure? Failure) answer, Fact<TFact>? known, Func<T, TFact?> read)
            where T : class
            where TFact : class =>
            // AWS lists an organization's trail in each member, and then knows nothing of it there.
            answer.Failure is { Code: "TrailNotFoundException" or "CloudTrailARNInvalidException" } failure && calls.OwnerElsewhere(trail.Arn) is { } owner
                ? Fact.NotKnown<TFact>($"{trail.Arn} is a trail of account {owner}, and AWS answers {failure.Service}:{failure.Operation} of it there alone: see what this check says of that account", calls.Time.GetUtcNow())
                : calls.FactOf(answer, known, read);
    }

    private static TrailFacts Of(Trail trail) => new()
    {
        Arn = trail.TrailARN!,
        HomeRegion = trail.HomeRegion ?? "",
        IsMultiRegion = trail.IsMultiRegionTrail,
        HasLogValidation = trail.LogFileValidationEnabled,
        HasGlobalEvents = trail.IncludeGlobalServiceEvents,
        KmsKeyId = trail.KmsKeyId,
        LogGroupArn = trail.CloudWatchLogsLogGroupArn,
        Bucket = trail.S3BucketName,
    };

    /// <summary>Selectors add up: what any of them takes is recorded. A source is left out only if each that takes management events leaves it out.</summary>
    internal static TrailCoverage CoverageOf(GetEventSelectorsResponse answer)
    {
        (bool Reads, bool Writes, string[] Excluded)[] parts =
        [
            .. (answer.EventSelectors ?? []).Where(selector => selector.IncludeManagementEvents != false).Select(selector => (
                selector.ReadWriteType is null or "All" or "ReadOnly",
                selector.ReadWriteType is null or "All" or "WriteOnly",
                (string[])[.. selector.ExcludeManagementEventSources ?? []])),
            .. (answer.AdvancedEventSelectors ?? []).Where(IsManagement).Select(Of),
        ];
        string[] excluded = parts.Length == 0 ? [] : [.. parts.Select(part => part.Excluded.AsEnumerable()).Aggregate((all, one) => all.Intersect(one, StringComparer.Ordinal)).Order(StringComparer.Ordinal)];
        return new TrailCoverage(parts.Any(part => part.Reads), parts.Any(part => part.Writes), excluded);
    }

    private static bool IsManagement(AdvancedEventSelector selector) =>
        (selector.FieldSelectors ?? []).Any(field => field.Field == "eventCategory" && field.EqualTo?.Contains("Management") == true);

    private static (bool Reads, bool Writes, string[] Excluded) Of(AdvancedEventSelector selector)
    {
        AdvancedFieldSelector[] fields = [.. selector.FieldSelectors ?? []];
        bool Takes(string readOnly) => fields.Where(field => field.Field == "readOnly").All(field =>
            field.EqualTo?.Contains(readOnly) != false && field.NotEquals?.Contains(readOnly) != true);
        // Any other condition narrows the selector in a way of its own; it is told as what it is.
        string[] narrowed = [.. fields.Where(field => field.Field is not ("eventCategory" or "readOnly")).SelectMany(field =>
            field.Field == "eventSource" && field.NotEquals is { Count: > 0 } sources ? sources : [$"a condition on {field.Field}"])];
        return (Takes("true"), Takes("false"), narrowed);
    }
}
