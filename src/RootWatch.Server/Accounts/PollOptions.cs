using System.ComponentModel;

namespace RootWatch.Server.Accounts;

/// <summary>How often accounts are looked at, and how far back. Section <c>Poll</c> of the settings.</summary>
public sealed class PollOptions
{
    /// <summary>Between two sweeps of a stream in the partition's home region, where root sign-ins land. Default 60 s.</summary>
    [Description("Between two readings of root and sign-ins in the home region, where root signs in.")]
    public TimeSpan HomeInterval { get; set; } = PollIntervals.Home;

    /// <summary>Between two sweeps of a stream in another region, while nothing happens. Default 15 min.</summary>
    [Description("Between two readings of root in another region, while nothing happens.")]
    public TimeSpan RegionInterval { get; set; } = PollIntervals.Region;

    /// <summary>Between two sweeps of the home region's streams of account.amazonaws.com and of the account's alias, while nothing happens. Default 5 min.</summary>
    [Description("Between two readings of account.amazonaws.com and of the account's alias in the home region, while nothing happens.")]
    public TimeSpan AccountInterval { get; set; } = PollIntervals.Account;

    /// <summary>Between two sweeps of any stream for twelve hours after root was active. Default 20 s for root and sign-ins in the home region, thrice that for all others.</summary>
    [Description("Between two readings in the home region while an account is hot; three times that elsewhere.")]
    public TimeSpan HotInterval { get; set; } = PollIntervals.Hot;

    /// <summary>How long an account stays hot after root's last act: a console session lives twelve hours at most.</summary>
    [Description("How long an account is hot after root was active.")]
    public TimeSpan HotFor { get; set; } = TimeSpan.FromHours(12);

    /// <summary>The first sweeps of a fleet are spread over this long, or one interval if that is shorter. Default 30 s.</summary>
    [Description("Over how long the first readings of a fleet are spread.")]
    public TimeSpan StartSpread { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How late CloudTrail may be before the watermark counts on it, and the reach of each near sweep. Default 15 min.</summary>
    [Description("How late CloudTrail may show an event; the watermark trails the clock by it.")]
    public TimeSpan Lateness { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How far back an account is read when it is first seen; Event history keeps 90 days. Zero: not at all.</summary>
    [Description("How far back an account is read that is new; 0s for not at all. CloudTrail keeps 90 days.")]
    public TimeSpan Backfill { get; set; } = TimeSpan.FromDays(90);

    /// <summary>Between two looks at the list of enabled regions, for accounts with <c>regions: auto</c>. Default 1 h.</summary>
    [Description("Between two questions which regions an account has enabled, with regions: auto.")]
    public TimeSpan RegionListInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Between two looks at the account's alias, under which AWS may record what root does. Default 1 h.</summary>
    [Description("Between two questions for an account's alias.")]
    public TimeSpan AliasInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>From an AssumeRole of ours to the question whether the account's history shows it, and between two such questions while it does not. Default 15 min.</summary>
    [Description("From a call of ours to the question whether the account's history shows it.")]
    public TimeSpan CanaryInterval { get; set; } = PollIntervals.Canary;

    /// <summary>An unchanged account's watermark is stored this often; after a crash as much is read again. Default 5 min.</summary>
    [Description("How long the watermark of an account in which nothing happens waits to be stored; after a crash as much is read again.")]
    public TimeSpan PersistInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Calls to AWS in flight at once, per silo. Default 128.</summary>
    [Description("Calls to AWS at once, per silo.")]
    public int CallsInFlightMax { get; set; } = 128;

    /// <summary>LookupEvents calls a second and account and region; AWS allows 2, shared with everybody else who looks. Default 1.</summary>
    [Description("LookupEvents calls a second for an account and region, from 0.1 to 2.")]
    public double CallsPerSecond { get; set; } = 1;

    /// <summary>
    /// Calls in any 24 hours to read one account's events, those of its posture not counted, each of which is an event in the customer's trail. What is least
    /// important waits when they are short. An account's own <c>maxCallsPerAccountPerDay</c> in accounts.yaml goes before.
    /// Default: null, as many as the intervals need.
    /// </summary>
    [Description("Calls in 24 hours to read an account's events, at least 240; an account's own limit in accounts.yaml goes before.")]
    public int? MaxCallsPerAccountPerDay { get; set; }
}
