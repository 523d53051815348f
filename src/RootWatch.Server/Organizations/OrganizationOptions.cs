using System.ComponentModel;

namespace RootWatch.Server.Organizations;

/// <summary>How often organizations are asked for their accounts. Section <c>Organizations</c> of the settings.</summary>
public sealed class OrganizationOptions
{
    /// <summary>Between two readings of an organization's accounts; each is a few calls in the management account, and one more per account where tags choose. Default 10 min.</summary>
    [Description("Between two questions for the accounts of an organization.")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>A silo takes up this often what was found; where another silo found it, it is known here as late. Default 5 s.</summary>
    [Description("How soon each silo knows what another one found.")]
    public TimeSpan RosterInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Calls to Organizations a second and organization; AWS publishes no limit. Default 5.</summary>
    [Description("Calls to Organizations a second for an organization.")]
    public double CallsPerSecond { get; set; } = 5;

    internal IEnumerable<string> Problems()
    {
        // More than seven weeks no timer waits.
        if (Interval < TimeSpan.FromSeconds(1) || Interval > TimeSpan.FromDays(30))
        {
            yield return "Organizations:Interval must be between a second and 30 days, such as 00:10:00";
        }

        if (RosterInterval < TimeSpan.FromSeconds(0.1) || RosterInterval > TimeSpan.FromMinutes(5))
        {
            yield return "Organizations:RosterInterval must be between 0.1 seconds and 5 minutes, such as 00:00:05";
        }

        if (CallsPerSecond is not (> 0 and <= 50))
        {
            yield return "Organizations:CallsPerSecond must be above 0 and at most 50";
        }
    }
}
