using System.ComponentModel;

namespace RootWatch.Server.Posture;

/// <summary>How often it is asked how accounts are set up. Section <c>Posture</c> of the settings.</summary>
public sealed class PostureOptions
{
    /// <summary>Between two readings of an account; it is also read at once when an event says that something changed. Zero: never. Default 1 h.</summary>
    [Description("Between two readings of how an account is set up; 0s for never.")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The first readings of a fleet are spread over this long, or one interval if that is shorter. Default 2 min.</summary>
    [Description("Over how long the first such readings of a fleet are spread.")]
    public TimeSpan StartSpread { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Calls to IAM a second and account, never more than 2. Default 1.5.</summary>
    [Description("Calls to IAM a second for an account, from 0.1 to 2.")]
    public double IamCallsPerSecond { get; set; } = 1.5;

    /// <summary>Calls in flight at once, per silo; those of the sweeps are counted apart, so that posture never holds them up. Default 32.</summary>
    [Description("Calls of such readings at once, per silo.")]
    public int CallsInFlightMax { get; set; } = 32;

    /// <summary>A reading that is throttled goes on more slowly until it is this old; what is still not known then is unknown. Default 15 min.</summary>
    [Description("How long one such reading may take; what is not known by then is UNKNOWN.")]
    public TimeSpan ReadingMax { get; set; } = TimeSpan.FromMinutes(15);
}
