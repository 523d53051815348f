using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using RootWatch.AwsSimulator.CloudTrail;
using RootWatch.AwsSimulator.Fleet;
using RootWatch.AwsSimulator.Playback;

namespace RootWatch.AwsSimulator.Control;

/// <summary>Puts events into histories: all of a request or, if one of them is wrong, none.</summary>
internal sealed class Injection(Simulator simulator)
{
    private long _injected;

    /// <summary>The added events; empty with a problem if the request is wrong.</summary>
    public IReadOnlyList<SimulatedEvent> Inject(InjectRequest request, out string? problem)
    {
        problem = null;
        var prepared = new List<SimulatedEvent>();
        foreach (var (wanted, i) in request.Events.Select((wanted, i) => (wanted, i)))
        {
            if (Prepare(wanted, out var wrong) is not { } ready)
            {
                problem = $"events[{i}]: {wrong}";
                return [];
            }

            prepared.Add(ready);
        }

        var added = prepared.ConvertAll(simulator.Events.Add);
        added.ForEach(simulator.Apply);
        return added;
    }

    private SimulatedEvent? Prepare(InjectedEvent wanted, out string wrong)
    {
        JsonObject? record = null;
        if (wanted.Raw is null)
        {
            record = wanted.Record is { ValueKind: JsonValueKind.Object } given ? JsonNode.Parse(given.GetRawText()) as JsonObject : null;
            if (record is null)
            {
                wrong = "give a record (a JSON object), or a raw text";
                return null;
            }
        }

        var ownAccount = RecordFactory.Text(record, "recipientAccountId") ?? RecordFactory.Text(record?["userIdentity"] as JsonObject, "accountId");
        var account = wanted.Account ?? ownAccount;
        if (account is null || simulator.Fleet.Find(account) is null)
        {
            wrong = account is null ? "name the account" : $"account {account} is not in the fleet: GET /_simulator/state lists it";
            return null;
        }

        var ownRegion = RecordFactory.Text(record, "awsRegion");
        var region = wanted.Region ?? ownRegion;
        if (region is null || !CommercialRegions.All.Contains(region))
        {
            wrong = region is null ? "name the region" : $"region {region} is not known";
            return null;
        }

        wrong = "";
        var now = simulator.Now;
        var eventTime = wanted.SecondsAgo is { } ago ? now.AddSeconds(-ago) : OwnTime(record) ?? now;
        var placement = new Placement(
            account, region, OwnId(wanted, record), eventTime, now.AddSeconds(wanted.VisibleInSeconds), wanted.Synthetic, "injected");
        if (record is null)
        {
            return Raw(wanted, placement);
        }

        if ((wanted.Account is not null && account != ownAccount) || (wanted.Region is not null && region != ownRegion))
        {
            record = Readdressing.Move(record, account, region, eventTime);
        }

        return simulator.Records.Place(record, placement);
    }

    private string OwnId(InjectedEvent wanted, JsonObject? record) =>
        wanted.EventId ?? (RecordFactory.Text(record, "eventID") is { Length: > 0 } id ? id : simulator.Seed.Uuid("injected", Interlocked.Increment(ref _injected)));

    private static DateTimeOffset? OwnTime(JsonObject? record) =>
        DateTimeOffset.TryParse(RecordFactory.Text(record, "eventTime"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static SimulatedEvent Raw(InjectedEvent wanted, Placement at) => new()
    {
        Account = at.Account,
        Region = at.Region,
        EventId = at.EventId,
        EventName = wanted.EventName ?? "Unreadable",
        EventSource = wanted.EventSource ?? "signin.amazonaws.com",
        EventTime = DateTimeOffset.FromUnixTimeSeconds(at.EventTime.ToUnixTimeSeconds()),
        VisibleAt = at.VisibleAt,
        Username = wanted.Username ?? "root",
        ReadOnly = "false",
        CloudTrailEvent = wanted.Raw!,
        Synthetic = at.Synthetic,
        Origin = at.Origin,
    };
}
