using System.Text.Json;
using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.CloudTrail;

internal sealed class LookupEvents : AwsOperation
{
    /// <summary>How far back Event history reaches.</summary>
    public static readonly TimeSpan Reach = TimeSpan.FromDays(90);

    public override AwsService Service => AwsService.CloudTrail;

    public override string Name => "LookupEvents";

    public override Quota Quota => new(2, 2);

    public override AwsAnswer Invoke(AwsCall call)
    {
        if (LookupQuery.Read(call.Input.Json, out var error) is not { } query)
        {
            return error!;
        }

        var simulator = call.Simulator;
        var oldest = (call.Now - Reach).ToUnixTimeSeconds();
        if (simulator.Options.StrictTimeRange && query.StartSecond < oldest)
        {
            return AwsError.OfService("InvalidTimeRangeException", "Start time must be within the last 90 days.");
        }

        var parameters = query.Parameters(call.Caller.Account, call.Region);
        Continuation? from = null;
        if (query.NextToken is { } token)
        {
            from = simulator.NextTokens.Read(token, parameters, call.Now);
            if (from is null)
            {
                return AwsError.OfService("InvalidNextTokenException",
                    "Invalid token, or a token that was previously used in a request with different parameters.");
            }
        }

        if (query.Category is not null)
        {
            return Answer([], null);
        }

        // A page may be empty and still have a token. AWS promises nothing else.
        if (call.EmptyPages && from is not { AfterEmptyPage: true })
        {
            return Answer([], simulator.NextTokens.Issue(parameters, new Continuation(from?.Position, AfterEmptyPage: true), call.Now));
        }

        var page = simulator.Events.Of(call.Caller.Account, call.Region).Read(
            query.Attribute,
            Math.Max(query.StartSecond ?? oldest, oldest),
            query.EndSecond ?? call.Now.ToUnixTimeSeconds(),
            from?.Position,
            query.MaxResults,
            call.HistoryAsOf);
        return Answer(page.Events, page.HasMore
            ? simulator.NextTokens.Issue(parameters, new Continuation(EventHistory.PositionOf(page.Events[^1]), AfterEmptyPage: false), call.Now)
            : null);
    }

    private static AwsAnswer Answer(IReadOnlyList<SimulatedEvent> events, string? nextToken) => AwsAnswer.OfJson(json =>
    {
        json.WriteStartArray("Events");
        foreach (var entry in events)
        {
            Write(json, entry);
        }

        json.WriteEndArray();
        if (nextToken is not null)
        {
            json.WriteString("NextToken", nextToken);
        }
    });

    private static void Write(Utf8JsonWriter json, SimulatedEvent entry)
    {
        json.WriteStartObject();
        if (entry.AccessKeyId is not null)
        {
            json.WriteString("AccessKeyId", entry.AccessKeyId);
        }

        json.WriteString("CloudTrailEvent", entry.CloudTrailEvent);
        json.WriteString("EventId", entry.EventId);
        json.WriteString("EventName", entry.EventName);
        json.WriteString("EventSource", entry.EventSource);
        JsonTime.Write(json, "EventTime", entry.EventTime);
        if (entry.ReadOnly is not null)
        {
            json.WriteString("ReadOnly", entry.ReadOnly);
        }

        json.WriteStartArray("Resources");
        foreach (var resource in entry.Resources)
        {
            json.WriteStartObject();
            json.WriteString("ResourceName", resource.ResourceName);
            if (resource.ResourceType is not null)
            {
                json.WriteString("ResourceType", resource.ResourceType);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (entry.Username is not null)
        {
            json.WriteString("Username", entry.Username);
        }

        json.WriteEndObject();
    }
}
