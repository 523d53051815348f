using System.Globalization;
using RootWatch.Aws;
using RootWatch.Aws.Account;
using RootWatch.Aws.CloudTrail;
using RootWatch.Aws.Iam;
using RootWatch.Aws.Sts;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Heartbeats;

/// <summary>
/// An account that AWS does not have, at the place where AWS would answer. Its tenant cannot be named in accounts.yaml or in
/// a token, so that nobody but the canary reads its log.
/// </summary>
internal sealed class CanaryAccount(TimeProvider time) : IAwsCalls
{
    public const string TenantId = "_canary";
    public const string AccountId = "000000000000";

    /// <summary>The rule that tells of each canary event.</summary>
    public const string RuleId = "RW-S01";

    public static AccountRegistration Registration { get; } = new()
    {
        TenantId = TenantId,
        AccountId = AccountId,
        Name = "canary",
        RoleArn = $"arn:aws:iam::{AccountId}:role/canary",
        Regions = [AwsRegions.HomeRegionOf("aws")],
    };

    /// <summary>Read at each turn, and never waited for.</summary>
    public static PollOptions Options { get; } = new()
    {
        HomeInterval = TimeSpan.FromMilliseconds(20),
        AccountInterval = TimeSpan.FromMilliseconds(20),
        HotInterval = TimeSpan.FromMilliseconds(20),
        StartSpread = TimeSpan.Zero,
        Backfill = TimeSpan.Zero,
        CallsPerSecond = 1000,
    };

    private static readonly string Region = AwsRegions.HomeRegionOf("aws");

    private Event? _newest;

    /// <summary>Root signs in, now; returns the event's id.</summary>
    public string SignIn()
    {
        string id = Guid.NewGuid().ToString();
        DateTimeOffset now = time.GetUtcNow();
        string at = now.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        _newest = new Event
        {
            EventId = id,
            EventName = "ConsoleLogin",
            EventTime = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()),
            EventSource = StreamQueries.SignInSource,
            Username = StreamQueries.RootName,
            CloudTrailEvent = $$"""
                {"eventVersion":"1.08","userIdentity":{"type":"Root","principalId":"{{AccountId}}","arn":"arn:aws:iam::{{AccountId}}:root","accountId":"{{AccountId}}"},
                "eventTime":"{{at}}","eventSource":"{{StreamQueries.SignInSource}}","eventName":"ConsoleLogin","awsRegion":"{{Region}}","sourceIPAddress":"192.0.2.1",
                "userAgent":"rootwatch-canary","responseElements":{"ConsoleLogin":"Success"},"additionalEventData":{"MFAUsed":"Yes"},
                "eventID":"{{id}}","eventType":"AwsConsoleSignIn","recipientAccountId":"{{AccountId}}"}
                """,
        };
        return id;
    }

    public string? StsRegion => null;

    public Task<AwsOutcome<AwsSession>> AssumeRole(AssumeRoleRequest request, CancellationToken cancellationToken) =>
        Answer(new AwsSession("canary", "canary", null, time.GetUtcNow().AddHours(1)));

    public Task<AwsOutcome<LookupEventsResponse>> LookupEvents(LookupEventsRequest request, AwsSession session, string region, CancellationToken cancellationToken) =>
        Answer(new LookupEventsResponse(_newest is { } e && IsAskedFor(e, request) ? [e] : [], null));

    public Task<AwsOutcome<ListRegionsResponse>> ListRegions(AwsSession session, string homeRegion, CancellationToken cancellationToken) =>
        Answer(new ListRegionsResponse([]));

    public Task<AwsOutcome<ListAccountAliasesResponse>> ListAccountAliases(AwsSession session, string homeRegion, CancellationToken cancellationToken) =>
        Answer(new ListAccountAliasesResponse([]));

    private static bool IsAskedFor(Event e, LookupEventsRequest request) =>
        e.EventTime >= request.StartTime && e.EventTime <= request.EndTime
        && request.LookupAttribute.AttributeValue == (request.LookupAttribute.AttributeKey == "Username" ? e.Username : e.EventSource);

    private Task<AwsOutcome<T>> Answer<T>(T answer)
        where T : class => Task.FromResult(AwsOutcome.Success(answer, time.GetUtcNow()));
}
