namespace RootWatch.Server.Heartbeats;

/// <summary>What has to be well before a heartbeat says so.</summary>
internal enum HeartbeatCheck
{
    /// <summary>The store takes and gives documents.</summary>
    Store = 1,

    /// <summary>The patrols go their rounds.</summary>
    Patrol = 2,

    /// <summary>Enough accounts are seen.</summary>
    Coverage = 3,

    /// <summary>An event of our own was told at the far end of the alert log, once.</summary>
    Canary = 4,

    /// <summary>The receiver took the heartbeat.</summary>
    Receiver = 5,
}

/// <summary>Why no heartbeat was sent, or not taken.</summary>
/// <param name="What">A clause for the operator, none of it from a CloudTrail record.</param>
internal sealed record HeartbeatTrouble(HeartbeatCheck Check, string What);

internal static class HeartbeatChecks
{
    /// <summary>As a metric label.</summary>
    public static string Label(HeartbeatCheck check) => check switch
    {
        HeartbeatCheck.Store => "store",
        HeartbeatCheck.Patrol => "patrol",
        HeartbeatCheck.Coverage => "coverage",
        HeartbeatCheck.Canary => "canary",
        _ => "receiver",
    };
}
