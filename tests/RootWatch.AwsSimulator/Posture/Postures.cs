using System.Collections.Concurrent;
using RootWatch.AwsSimulator.CloudTrail;

namespace RootWatch.AwsSimulator.Posture;

/// <summary>How each account is set up. What root is told to do in this simulation shows here from its time on.</summary>
internal sealed class Postures
{
    private readonly ConcurrentDictionary<string, SimulatedPosture> _set = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(DateTimeOffset At, Func<SimulatedPosture, SimulatedPosture> Change)>> _changes = new();

    public void Set(string account, Func<SimulatedPosture, SimulatedPosture> change) =>
        _set.AddOrUpdate(account, static (_, change) => change(new()), static (_, known, change) => change(known), change);

    public void Apply(SimulatedEvent happened)
    {
        if (happened is { IsRoot: true, EventSource: "iam.amazonaws.com" } && Effect(happened.EventName) is { } effect)
        {
            _changes.GetOrAdd(happened.Account, static _ => new()).Enqueue((happened.EventTime, effect));
        }
    }

    public SimulatedPosture Of(string account, DateTimeOffset now)
    {
        var posture = _set.GetValueOrDefault(account) ?? new SimulatedPosture();
        return _changes.GetValueOrDefault(account, []).Where(change => change.At <= now).OrderBy(change => change.At)
            .Aggregate(posture, (state, change) => change.Change(state));
    }

    private static Func<SimulatedPosture, SimulatedPosture>? Effect(string eventName) => eventName switch
    {
        "DeactivateMFADevice" => static posture => posture with { RootMfa = false },
        "EnableMFADevice" => static posture => posture with { RootMfa = true },
        "CreateAccessKey" => static posture => posture with { RootAccessKeys = Math.Min(posture.RootAccessKeys + 1, 2) },
        "DeleteAccessKey" => static posture => posture with { RootAccessKeys = Math.Max(posture.RootAccessKeys - 1, 0) },
        _ => null,
    };
}
