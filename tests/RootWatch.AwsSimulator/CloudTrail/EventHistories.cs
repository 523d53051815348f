using System.Collections.Concurrent;

namespace RootWatch.AwsSimulator.CloudTrail;

/// <summary>The histories of all accounts and regions, and the ground truth over them.</summary>
internal sealed class EventHistories
{
    private static readonly EventHistory Nothing = new();

    private readonly ConcurrentDictionary<(string Account, string Region), EventHistory> _histories = new();
    private readonly ConcurrentQueue<SimulatedEvent> _inOrderAdded = new();
    private long _sequence;

    /// <summary>Every event, visible or not, in the order in which it was added.</summary>
    public IReadOnlyCollection<SimulatedEvent> All => _inOrderAdded;

    public EventHistory Of(string account, string region) => _histories.GetValueOrDefault((account, region), Nothing);

    /// <summary>Told of each event as it happens, before anybody can look it up.</summary>
    public event Action<SimulatedEvent> Happened = static _ => { };

    public SimulatedEvent Add(SimulatedEvent added)
    {
        added = added with { Sequence = Interlocked.Increment(ref _sequence) };
        _histories.GetOrAdd((added.Account, added.Region), static _ => new EventHistory()).Add(added);
        _inOrderAdded.Enqueue(added);
        Happened(added);
        return added;
    }
}
