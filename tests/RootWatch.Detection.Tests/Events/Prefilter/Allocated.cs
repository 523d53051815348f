namespace RootWatch.Detection.Tests.Events.Prefilter;

/// <summary>What code allocates whenever it runs.</summary>
internal static class Allocated
{
    public const int Times = 5;

    /// <summary>Bytes, the least of some runs: what the runtime does once, as when it compiles the code anew, may fall into one of them.</summary>
    public static long Least(Action action) => Enumerable.Range(0, Times).Min(_ => ByOne(action));

    private static long ByOne(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
