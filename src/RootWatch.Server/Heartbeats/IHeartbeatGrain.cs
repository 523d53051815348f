using Orleans.Concurrency;

namespace RootWatch.Server.Heartbeats;

/// <summary>Sends the heartbeats of the whole cluster. Key: 0.</summary>
[Alias("rootwatch.IHeartbeatGrain")]
internal interface IHeartbeatGrain : IGrainWithIntegerKey
{
    /// <summary>Makes sure that there is one that sends.</summary>
    [AlwaysInterleave]
    [Alias("Keep")]
    Task Keep();
}
