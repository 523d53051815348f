using Xunit.v3;

// The stories and the small journeys wait for other processes most of the time: two tests compute meanwhile.
[assembly: Parallelization(MaxThreads = 3)]
[assembly: TestCollectionOrderer(typeof(RootWatch.Server.Tests.Journeys.WaitingFirst))]

namespace RootWatch.Server.Tests.Journeys;

/// <summary>Journeys of fleets and of servers that are killed take the machine for themselves: one after the other, when all else is done.</summary>
[CollectionDefinition(nameof(Journeys), DisableParallelization = true)]
public sealed class Journeys;

/// <summary>Journeys of a server with a few accounts: one after the other, beside the other tests.</summary>
[CollectionDefinition(nameof(SmallJourneys))]
public sealed class SmallJourneys;

/// <summary>Whoever waits longest begins first, or the others would have to wait for it at the end.</summary>
public sealed class WaitingFirst : ITestCollectionOrderer
{
    private static readonly string[] First = [nameof(SmallJourneys), nameof(Stories), nameof(Heartbeats)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : Xunit.Sdk.ITestCollection =>
        [.. testCollections.OrderByDescending(collection => First.Contains(collection.TestCollectionDisplayName))];
}
