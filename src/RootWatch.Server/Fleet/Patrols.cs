using Orleans.Runtime;

namespace RootWatch.Server.Fleet;

/// <summary>All patrols together.</summary>
internal static class Patrols
{
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

    public static async Task<FleetSight> Sight(IGrainFactory grains, TimeProvider time) =>
        FleetSight.Of(await Task.WhenAll(Enumerable.Range(0, PatrolShards.Count).Select(async shard =>
        {
            try
            {
                return await grains.GetGrain<IPatrolGrain>(shard).Sight().WaitAsync(AnswerWithin, time);
            }
            catch (Exception)
            {
                return null;
            }
        })));
}
