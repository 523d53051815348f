using System.ComponentModel;

namespace RootWatch.Server.Heartbeats;

/// <summary>When the dead-man heartbeat is sent. Section <c>Heartbeat</c> of the settings.</summary>
public sealed class HeartbeatOptions
{
    /// <summary>Between two heartbeats. Default 60 s; the receiver should wait for three to five of them.</summary>
    [Description("Between two heartbeats.")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The receiver has so long to answer. Default 10 s.</summary>
    [Description("How long the receiver of a heartbeat has to answer.")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A canary event has so long from CloudTrail's side to the far end of the alert log. Default 30 s.</summary>
    [Description("How long an event of our own may take to the far end.")]
    public TimeSpan CanaryWithin { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// With a smaller share of the accounts seen, no heartbeat is sent. Default 0.9: a role that one customer took away has
    /// an alert of its own, and must not silence what stands for all; where more than a tenth is dark, it is the watch that
    /// is ill. Fleets of fewer than ten are ill with one.
    /// </summary>
    [Description("The share of accounts that must be seen for a heartbeat to be sent.")]
    public double SeenShareMin { get; set; } = 0.9;

    internal IEnumerable<string> Problems()
    {
        if (Interval < TimeSpan.FromSeconds(1) || Interval > TimeSpan.FromHours(1))
        {
            yield return "Heartbeat:Interval must be between 1 second and 1 hour, such as 00:01:00";
        }

        if (Timeout <= TimeSpan.Zero || Timeout > TimeSpan.FromMinutes(1))
        {
            yield return "Heartbeat:Timeout must be above zero and at most 1 minute, such as 00:00:10";
        }

        if (CanaryWithin < TimeSpan.FromSeconds(1) || CanaryWithin > TimeSpan.FromMinutes(5))
        {
            yield return "Heartbeat:CanaryWithin must be between 1 second and 5 minutes, such as 00:00:30";
        }

        if (SeenShareMin is not (> 0 and <= 1))
        {
            yield return "Heartbeat:SeenShareMin must be above 0 and at most 1, such as 0.9: accounts that are not seen are no sign of life";
        }
    }
}
