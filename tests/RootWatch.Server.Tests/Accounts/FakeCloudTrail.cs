using System.Globalization;
using RootWatch.Aws;
using RootWatch.Aws.Account;
using RootWatch.Aws.CloudTrail;
using RootWatch.Aws.Iam;
using RootWatch.Aws.Sts;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Accounts;

/// <summary>One event of the fake history.</summary>
internal sealed record PastEvent(string Region, string EventId, DateTimeOffset Time, DateTimeOffset VisibleAt, string Username, string Source, string Record);

/// <summary>LookupEvents as AWS documents it, in memory: newest first, inclusive seconds, 50 a page, late visibility, tokens bound to their query.</summary>
internal sealed class FakeCloudTrail(TimeProvider time) : IAwsCalls
{
    private readonly Lock _lock = new();
    private int _sessions;

    public List<PastEvent> Events { get; } = [];

    /// <summary>The AssumeRole calls, as AWS records them, with the role that each is found under.</summary>
    public List<(PastEvent Event, string RoleArn)> OwnCalls { get; } = [];

    public TimeSpan SessionLife { get; set; } = TimeSpan.FromHours(1);

    /// <summary>When an AssumeRole that is made at that time shows up in the history.</summary>
    public Func<DateTimeOffset, DateTimeOffset> OwnCallVisibleAt { get; set; } = static at => at;

    /// <summary>False: no event is found by what it says of resources.</summary>
    public bool FindsByResource { get; set; } = true;

    public List<LookupEventsRequest> OwnCallQuestions { get; } = [];

    public string? StsRegion => "us-east-1";

    public List<string> EnabledRegions { get; } = ["us-east-1", "eu-west-1"];

    public string? Alias { get; set; }

    /// <summary>Asked before each call; what it returns is the answer.</summary>
    public Func<string, string, AwsFailure?> Fault { get; set; } = static (_, _) => null;

    /// <summary>True of a question that gets no answer at all.</summary>
    public Func<LookupEventsRequest, bool> Hangs { get; set; } = static _ => false;

    /// <summary>With which the answer about root begins, each with a token of the next.</summary>
    public int EmptyPages { get; set; }

    public int Lookups { get; private set; }

    /// <summary>An answer of LookupEvents has the time, as AWS's have.</summary>
    public bool TellsTime { get; set; }

    public Task<AwsOutcome<AwsSession>> AssumeRole(AssumeRoleRequest request, CancellationToken cancellationToken)
    {
        if (Fault("AssumeRole", "us-east-1") is { } failure)
        {
            return Task.FromResult(AwsOutcome<AwsSession>.Failed(failure));
        }

        lock (_lock)
        {
            DateTimeOffset now = time.GetUtcNow();
            AwsSession session = new($"ASIA{++_sessions}", "secret", "token", now + SessionLife);
            DateTimeOffset second = CloudTrailTail.Floor(now);
            OwnCalls.Add((
                new PastEvent("us-east-1", $"own-{_sessions}", second, OwnCallVisibleAt(second), "", "sts.amazonaws.com", $$$"""
                    {"eventVersion":"1.08","userIdentity":{"type":"AWSAccount","principalId":"AIDAEXAMPLE","accountId":"999999999999"},"eventTime":"{{{second:yyyy-MM-ddTHH:mm:ssZ}}}",
                    "eventSource":"sts.amazonaws.com","eventName":"AssumeRole","awsRegion":"us-east-1","requestParameters":{"roleArn":"{{{request.RoleArn}}}","roleSessionName":"rootwatch"},
                    "responseElements":{"credentials":{"accessKeyId":"{{{session.AccessKeyId}}}","sessionToken":"..."}},"eventID":"own-{{{_sessions}}}"}
                    """), request.RoleArn));
            return Task.FromResult(AwsOutcome<AwsSession>.Success(session, null));
        }
    }

    public Task<AwsOutcome<ListRegionsResponse>> ListRegions(AwsSession session, string homeRegion, CancellationToken cancellationToken) => Task.FromResult(
        Fault("ListRegions", homeRegion) is { } failure
            ? AwsOutcome<ListRegionsResponse>.Failed(failure)
            : AwsOutcome<ListRegionsResponse>.Success(new ListRegionsResponse([.. EnabledRegions.Select(region => new Region(region, "ENABLED")), new Region("af-south-1", "DISABLED")]), null));

    public Task<AwsOutcome<ListAccountAliasesResponse>> ListAccountAliases(AwsSession session, string homeRegion, CancellationToken cancellationToken) => Task.FromResult(
        Fault("ListAccountAliases", homeRegion) is { } failure
            ? AwsOutcome<ListAccountAliasesResponse>.Failed(failure)
            : AwsOutcome<ListAccountAliasesResponse>.Success(new ListAccountAliasesResponse(Alias is null ? [] : [Alias]), null));

    public async Task<AwsOutcome<LookupEventsResponse>> LookupEvents(LookupEventsRequest request, AwsSession session, string region, CancellationToken cancellationToken)
    {
        if (Hangs(request))
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }

        AwsOutcome<LookupEventsResponse> answer = Answer(request, region);
        return TellsTime && answer.IsSuccess ? AwsOutcome<LookupEventsResponse>.Success(answer.Value, time.GetUtcNow()) : answer;
    }

    private AwsOutcome<LookupEventsResponse> Answer(LookupEventsRequest request, string region)
    {
        lock (_lock)
        {
            Lookups++;
            if (Fault("LookupEvents", region) is { } failure)
            {
                return AwsOutcome<LookupEventsResponse>.Failed(failure);
            }

            string query = string.Create(CultureInfo.InvariantCulture, $"{region}|{request.LookupAttribute}|{request.StartTime.ToUnixTimeSeconds()}|{request.EndTime.ToUnixTimeSeconds()}|");
            if (request.NextToken is { } token && !token.StartsWith(query, StringComparison.Ordinal))
            {
                return AwsOutcome<LookupEventsResponse>.Failed(Failure(AwsFailureReason.Rejected, "InvalidNextTokenException"));
            }

            int empty = request.NextToken is null ? 0 : request.NextToken[query.Length] == 'e' ? int.Parse(request.NextToken[(query.Length + 1)..], CultureInfo.InvariantCulture) : EmptyPages;
            if (empty < EmptyPages && request.LookupAttribute.AttributeValue == "root")
            {
                return AwsOutcome<LookupEventsResponse>.Success(new LookupEventsResponse([], string.Create(CultureInfo.InvariantCulture, $"{query}{(empty + 1 < EmptyPages ? $"e{empty + 1}" : "0")}")), null);
            }

            int skip = request.NextToken is { } at ? int.Parse(at[query.Length..], CultureInfo.InvariantCulture) : 0;
            DateTimeOffset now = time.GetUtcNow();
            if (request.LookupAttribute is { AttributeKey: "ResourceName" or "EventName" } asked)
            {
                OwnCallQuestions.Add(request);
                return AwsOutcome<LookupEventsResponse>.Success(new LookupEventsResponse(
                    [
                        .. OwnCalls
                            .Where(own => asked.AttributeKey == "EventName" ? asked.AttributeValue == "AssumeRole" : FindsByResource && asked.AttributeValue == own.RoleArn)
                            .Select(own => own.Event)
                            .Where(e => e.Region == region && e.VisibleAt <= now && e.Time >= request.StartTime && e.Time <= request.EndTime)
                            .OrderByDescending(e => e.Time)
                            .Select(e => new Event { EventId = e.EventId, EventName = "AssumeRole", EventTime = e.Time, EventSource = e.Source, CloudTrailEvent = e.Record }),
                    ], null), null);
            }

            PastEvent[] found = [.. Events
                .Where(e => e.Region == region && e.VisibleAt <= now && e.Time >= request.StartTime && e.Time <= request.EndTime && e.Time > now.AddDays(-90))
                .Where(e => request.LookupAttribute.AttributeKey == "Username" ? e.Username == request.LookupAttribute.AttributeValue : e.Source == request.LookupAttribute.AttributeValue)
                .OrderByDescending(e => e.Time).ThenBy(e => e.EventId, StringComparer.Ordinal)];
            Event[] page = [.. found.Skip(skip).Take(request.MaxResults).Select(e => new Event
            {
                EventId = e.EventId, EventTime = e.Time, Username = e.Username, EventSource = e.Source, CloudTrailEvent = e.Record,
            })];
            return AwsOutcome<LookupEventsResponse>.Success(
                new LookupEventsResponse(page, skip + page.Length < found.Length ? query + (skip + page.Length).ToString(CultureInfo.InvariantCulture) : null), null);
        }
    }

    public static AwsFailure Failure(AwsFailureReason reason, string code) => new(reason, "cloudtrail", "LookupEvents", "us-east-1", code, "made up", 400);

    /// <summary>Something root changes through a service, found under a name of root's.</summary>
    public PastEvent RootCall(string accountId, int number, DateTimeOffset at, TimeSpan delay, string username, string source, string region = "us-east-1")
    {
        string id = new Guid(number, 1, 0, new byte[8]).ToString();
        string userName = username == "root" ? "" : $",\"userName\":\"{username}\"";
        string record = $$"""
            {"eventVersion":"1.08","userIdentity":{"type":"Root","principalId":"{{accountId}}","arn":"arn:aws:iam::{{accountId}}:root","accountId":"{{accountId}}"{{userName}}},
            "eventTime":"{{at:yyyy-MM-ddTHH:mm:ssZ}}","eventSource":"{{source}}","eventName":"PutSomething{{number}}","awsRegion":"{{region}}","sourceIPAddress":"203.0.113.9",
            "userAgent":"Mozilla/5.0","readOnly":false,"eventID":"{{id}}","eventType":"AwsApiCall","recipientAccountId":"{{accountId}}"}
            """;
        PastEvent made = new(region, id, at, at + delay, username, source, record);
        Events.Add(made);
        return made;
    }

    /// <summary>A root sign-in without MFA, visible when it says.</summary>
    public PastEvent RootSignIn(string accountId, int number, DateTimeOffset at, TimeSpan delay, string region = "us-east-1", string username = "root")
    {
        string id = new Guid(number, 0, 0, new byte[8]).ToString();
        string record = $$"""
            {"eventVersion":"1.08","userIdentity":{"type":"Root","principalId":"{{accountId}}","arn":"arn:aws:iam::{{accountId}}:root","accountId":"{{accountId}}"},
            "eventTime":"{{at:yyyy-MM-ddTHH:mm:ssZ}}","eventSource":"signin.amazonaws.com","eventName":"ConsoleLogin","awsRegion":"{{region}}","sourceIPAddress":"203.0.113.9",
            "userAgent":"Mozilla/5.0","responseElements":{"ConsoleLogin":"Success"},"additionalEventData":{"MFAUsed":"No"},"eventID":"{{id}}","eventType":"AwsConsoleSignIn","recipientAccountId":"{{accountId}}"}
            """;
        PastEvent made = new(region, id, at, at + delay, username, "signin.amazonaws.com", record);
        Events.Add(made);
        return made;
    }
}
