namespace RootWatch.AwsSimulator;

/// <summary>What a simulated AWS holds. The defaults are quiet: nothing happens until a test makes it happen.</summary>
public sealed record SimulatorOptions
{
    /// <summary>Address and port to listen on. Port 0 takes a free one.</summary>
    public string Listen { get; init; } = "127.0.0.1:0";

    /// <summary>Accounts in the fleet, 1 to 20,000.</summary>
    public int Accounts { get; init; } = 3;

    /// <summary>Regions that every account has enabled, 1 to 34. The first is us-east-1; the third is an opt-in region.</summary>
    public int Regions { get; init; } = 3;

    /// <summary>Tenants that own the accounts. Null: one for every ten accounts.</summary>
    public int? Tenants { get; init; }

    /// <summary>The external id of each account's role is this, a hyphen and the account id, as the stack set makes it. Null: each has one of its own.</summary>
    public string? ExternalIdPrefix { get; init; }

    /// <summary>Ids, names, delays and choices all follow from it.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Folder of *.jsonl files with CloudTrail records to play. Null: the excerpt that comes with the simulator.</summary>
    public string? Records { get; init; }

    /// <summary>Played records per minute over the whole fleet. 0 plays none.</summary>
    public double PlayRate { get; init; }

    /// <summary>Share of the played records that are the root user's, 0 to 1.</summary>
    public double RootShare { get; init; } = 0.1;

    /// <summary>Records are spread over this much time before the start.</summary>
    public TimeSpan History { get; init; }

    /// <summary>Number of records in <see cref="History"/>.</summary>
    public int HistoryEvents { get; init; } = 500;

    /// <summary>A scripted incident starts in some account this often. Null: never by itself.</summary>
    public TimeSpan? IncidentEvery { get; init; }

    /// <summary>Half of the events can be looked up after this long; some much later, and so out of order. Zero: at once.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>No event stays hidden longer than this. Null: ten times <see cref="Delay"/>.</summary>
    public TimeSpan? DelayMax { get; init; }

    /// <summary>How long a NextToken may be used. AWS does not say; a client must restart its sweep when it fails.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>True: a StartTime more than 90 days ago is InvalidTimeRangeException. False: older events are just not there. AWS does not say which.</summary>
    public bool StrictTimeRange { get; init; }

    /// <summary>True: every account has an alias, root's records carry it as userName, and only that name finds them, not <c>root</c>. AWS does not say.</summary>
    public bool AliasAsUsername { get; init; }

    /// <summary>An AssumeRole that is answered stands in the history of the role's account, as AWS has it. False: in none.</summary>
    public bool RecordAssumeRole { get; init; } = true;

    /// <summary>Root's events arrive in the watching party's queue after this long. Null: nobody pushes them.</summary>
    public TimeSpan? Push { get; init; }

    /// <summary>Access key of the watching party, in an account outside the fleet.</summary>
    public string AccessKey { get; init; } = "AKIAIOSFODNN7EXAMPLE";

    /// <summary>Its secret: by default the one that AWS's documentation uses, known to the whole world.</summary>
    public string SecretKey { get; init; } = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
