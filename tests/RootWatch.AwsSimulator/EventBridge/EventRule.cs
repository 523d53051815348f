using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RootWatch.AwsSimulator.CloudTrail;
using RootWatch.AwsSimulator.Faults;
using RootWatch.AwsSimulator.Playback;

namespace RootWatch.AwsSimulator.EventBridge;

/// <summary>
/// The rule that each account has where its events are pushed: what userIdentity.type calls Root's goes to the watching
/// party's queue, in EventBridge's envelope. Best effort: events can be lost or come twice, each way by a fault.
/// </summary>
internal sealed class EventRule(Simulator simulator, TimeSpan? delay)
{
    private const string Action = "PutEvents";
    private long _delivered;

    public void Deliver(SimulatedEvent happened)
    {
        if (delay is not { } wait || !happened.IsRoot || Envelope(happened) is not { } envelope
            || simulator.Faults.Hit(FaultKind.PushLost, happened.Account, happened.Region, Action).Count > 0)
        {
            return;
        }

        var now = simulator.Now;
        var at = (happened.EventTime > now ? happened.EventTime : now) + wait;
        simulator.Queue.Send(envelope, at);
        if (simulator.Faults.Hit(FaultKind.PushDoubled, happened.Account, happened.Region, Action).Count > 0)
        {
            simulator.Queue.Send(envelope, at);
        }
    }

    /// <summary>Null for a text that is no record.</summary>
    private string? Envelope(SimulatedEvent happened)
    {
        JsonObject? detail;
        try
        {
            detail = JsonNode.Parse(happened.CloudTrailEvent) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }

        return detail is null ? null : new JsonObject
        {
            ["version"] = "0",
            ["id"] = simulator.Seed.Uuid("eventbridge", Interlocked.Increment(ref _delivered)),
            ["detail-type"] = RecordFactory.Text(detail, "eventType") switch
            {
                "AwsConsoleSignIn" => "AWS Console Sign In via CloudTrail",
                "AwsServiceEvent" => "AWS Service Event via CloudTrail",
                _ => "AWS API Call via CloudTrail",
            },
            ["source"] = "aws." + happened.EventSource.Split('.')[0],
            ["account"] = happened.Account,
            ["time"] = happened.EventTime.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            ["region"] = happened.Region,
            ["resources"] = new JsonArray(),
            ["detail"] = detail,
        }.ToJsonString(RecordFactory.Json);
    }
}
