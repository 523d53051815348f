using RootWatch.AwsSimulator.Calls;
using RootWatch.AwsSimulator.CloudTrail;
using RootWatch.AwsSimulator.EventBridge;
using RootWatch.AwsSimulator.Faults;
using RootWatch.AwsSimulator.Fleet;
using RootWatch.AwsSimulator.Iam;
using RootWatch.AwsSimulator.Incidents;
using RootWatch.AwsSimulator.Organizations;
using RootWatch.AwsSimulator.Playback;
using RootWatch.AwsSimulator.Posture;
using RootWatch.AwsSimulator.Sqs;
using RootWatch.AwsSimulator.Sts;
using RootWatch.AwsSimulator.Wire;

namespace RootWatch.AwsSimulator;

/// <summary>All that the simulated AWS is and knows, without the sockets.</summary>
internal sealed class Simulator
{
    /// <summary>The account of the watching party, which every role of the fleet trusts.</summary>
    public const string WatcherAccountId = "999999999999";

    public Simulator(SimulatorOptions options, RecordLibrary library)
    {
        Options = options;
        Seed = new Seed(options.Seed);
        StartedAt = options.TimeProvider.GetUtcNow();
        Fleet = SimulatedFleet.Create(options, Seed, WatcherAccountId);
        Faults = new FaultBoard(Seed);
        Sessions = new Sessions(Seed);
        NextTokens = new NextTokens(Seed, options.TokenLifetime);
        Delay = new VisibilityDelay(Seed, options.Delay, options.DelayMax ?? (10 * options.Delay));
        Trails = new Trails(StartedAt);
        Organizations = new SimulatedOrganizations(Fleet, Postures, Seed);
        Watcher = new Credential(
            options.AccessKey, options.SecretKey, null, WatcherAccountId, $"arn:aws:iam::{WatcherAccountId}:user/rootwatch",
            "AIDA" + Seed.Text("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 17, "watcher"), null, null);
        Records = new RecordFactory(AliasOf);
        AssumeRoles = new AssumeRoleRecord(this);
        Incidents = new IncidentDirector(this);
        Player = new Player(this, library);
        Queue = new SimulatedQueue(Seed, WatcherAccountId, CommercialRegions.Home, "rootwatch-push");
        Events.Happened += new EventRule(this, options.Push).Deliver;
    }

    public SimulatorOptions Options { get; }

    public Seed Seed { get; }

    public DateTimeOffset StartedAt { get; }

    public SimulatedFleet Fleet { get; }

    public FaultBoard Faults { get; }

    public Sessions Sessions { get; }

    public NextTokens NextTokens { get; }

    public VisibilityDelay Delay { get; }

    public Trails Trails { get; }

    public Postures Postures { get; } = new();

    public CredentialReports CredentialReports { get; } = new();

    public SimulatedOrganizations Organizations { get; }

    public Credential Watcher { get; }

    public RecordFactory Records { get; }

    public AssumeRoleRecord AssumeRoles { get; }

    public IncidentDirector Incidents { get; }

    public Player Player { get; }

    /// <summary>The watching party's, into which events are pushed.</summary>
    public SimulatedQueue Queue { get; }

    public EventHistories Events { get; } = new();

    public CallLog Calls { get; } = new();

    public TokenBuckets Buckets { get; } = new();

    /// <summary>The simulated AWS's own clock.</summary>
    public DateTimeOffset Now => Options.TimeProvider.GetUtcNow() + Faults.Skew;

    /// <summary>What happened changes what the account's state is told to be.</summary>
    public void Apply(SimulatedEvent happened)
    {
        Trails.Apply(happened);
        Postures.Apply(happened);
    }

    /// <summary>A region's opt-in status in an account, in AWS's words. A region outside the fleet's is switched off.</summary>
    public string OptStatus(string account, string region) =>
        !IsEnabled(account, region) || Faults.IsRegionOff(account, region) ? "DISABLED"
        : CommercialRegions.EnabledByDefault.Contains(region) ? "ENABLED_BY_DEFAULT"
        : "ENABLED";

    /// <summary>The account's alias, which root's records then carry. Null: it has none.</summary>
    public string? AliasOf(string account) =>
        Options.AliasAsUsername && Fleet.Find(account) is { } known ? $"{known.TenantId}-{known.Name}" : null;

    /// <summary>True if the account has the region on, faults aside.</summary>
    public bool IsEnabled(string account, string region) =>
        (account == WatcherAccountId ? CommercialRegions.All : Fleet.Regions).Contains(region);
}
