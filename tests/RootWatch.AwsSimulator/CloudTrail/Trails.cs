using System.Collections.Concurrent;
using RootWatch.AwsSimulator.Fleet;
using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator.CloudTrail;

/// <summary>An account's trail at one moment.</summary>
internal sealed record TrailState(string Name, string Arn, string HomeRegion, bool IsLogging, DateTimeOffset StartedAt, DateTimeOffset? StoppedAt);

/// <summary>Each account has one multi-region trail at home; StopLogging, StartLogging and DeleteTrail events change it from their time on.</summary>
internal sealed class Trails(DateTimeOffset start)
{
    public const string TrailName = "management-events";

    private readonly ConcurrentDictionary<string, ConcurrentQueue<(DateTimeOffset At, string EventName)>> _changes = new();

    /// <summary>Only what happens in this simulation counts: a replayed record is a stranger's trail.</summary>
    public void Apply(SimulatedEvent happened)
    {
        if (happened.EventSource == "cloudtrail.amazonaws.com"
            && happened.EventName is "StopLogging" or "StartLogging" or "DeleteTrail" or "CreateTrail")
        {
            _changes.GetOrAdd(happened.Account, static _ => new()).Enqueue((happened.EventTime, happened.EventName));
        }
    }

    /// <summary>As the caller is told of it: an organization's trail has the ARN of the account that made it. Null if there is none.</summary>
    public static TrailState? Of(AwsCall call)
    {
        var trail = call.Simulator.Trails.Of(call.Caller.Account, call.Now);
        var owner = call.Simulator.Postures.Of(call.Caller.Account, call.Now).Trail.Owner;
        return owner is null || trail is null ? trail : trail with { Arn = trail.Arn.Replace(call.Caller.Account, owner, StringComparison.Ordinal) };
    }

    private TrailState? Of(string account, DateTimeOffset now)
    {
        var trail = new TrailState(
            TrailName, $"arn:aws:cloudtrail:{CommercialRegions.Home}:{account}:trail/{TrailName}", CommercialRegions.Home,
            IsLogging: true, start.AddDays(-400), StoppedAt: null);
        var exists = true;
        foreach (var (at, eventName) in _changes.GetValueOrDefault(account, []).Where(change => change.At <= now).OrderBy(change => change.At))
        {
            (trail, exists) = eventName switch
            {
                "StopLogging" => (trail with { IsLogging = false, StoppedAt = at }, exists),
                "StartLogging" => (trail with { IsLogging = true, StartedAt = at }, exists),
                "DeleteTrail" => (trail, false),
                _ => (trail with { IsLogging = true, StartedAt = at, StoppedAt = null }, true),
            };
        }

        return exists ? trail : null;
    }
}
