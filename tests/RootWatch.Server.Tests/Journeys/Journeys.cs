using RootWatch.Server.Tests.Simulation;
using Xunit.v3;

// The stories and the small journeys wait for other processes most of the time: two tests compute meanwhile.
[assembly: Parallelization(MaxThreads = 4)]
[assembly: TestCollectionOrderer(typeof(RootWatch.Server.Tests.Journeys.LongestFirst))]

namespace RootWatch.Server.Tests.Journeys;

/// <summary>Journeys of fleets and of servers that are killed take the machine for themselves: one after the other, when all else is done.</summary>
[CollectionDefinition(nameof(Journeys), DisableParallelization = true)]
public sealed class Journeys;

/// <summary>Journeys of a server with a few accounts: one after the other, beside the other tests.</summary>
[CollectionDefinition(nameof(SmallJourneys))]
public sealed class SmallJourneys;

/// <summary>What takes longest begins first, or the others would have to wait for it at the end.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] First = [nameof(SmallJourneys), nameof(InvariantTests), nameof(SimulationTests), nameof(Stories), nameof(LikeDaysTests)];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : Xunit.Sdk.ITestCollection =>
        [.. testCollections.OrderBy(collection => Place(collection))];

    /// <summary>The name of a collection that has none of its own is its class's, within a sentence.</summary>
    private static int Place(Xunit.Sdk.ITestCollection collection)
    {
        int place = Array.FindIndex(First, name => collection.TestCollectionDisplayName.Contains(name, StringComparison.Ordinal));
        return place < 0 ? First.Length : place;
    }
}
