using Orleans.Concurrency;
using RootWatch.Server.Attestations;
using RootWatch.Server.Drills;
using RootWatch.Server.Emergencies;
using RootWatch.Server.Posture;

namespace RootWatch.Server.Accounts;

/// <summary>What accounts.yaml says of an account. Config: never changed by what runs.</summary>
[GenerateSerializer, Immutable, Alias("rootwatch.AccountRegistration")]
public sealed record AccountRegistration
{
    [Id(0)] public required string TenantId { get; init; }
    [Id(1)] public required string AccountId { get; init; }
    [Id(2)] public required string Name { get; init; }
    [Id(3)] public required string RoleArn { get; init; }
    [Id(4)] public string? ExternalId { get; init; }
    /// <summary>Null: every enabled region, from ListRegions.</summary>
    [Id(5)] public IReadOnlyList<string>? Regions { get; init; }

    /// <summary>To read the account's events, in any 24 hours. Null: <see cref="PollOptions.MaxCallsPerAccountPerDay"/>.</summary>
    [Id(6)] public int? MaxCallsPerDay { get; init; }

    /// <summary>Whatever it says the same: from another silo the list of regions comes as another object each time.</summary>
    public bool Equals(AccountRegistration? other) =>
        other is not null
        && (TenantId, AccountId, Name, RoleArn, ExternalId, MaxCallsPerDay) == (other.TenantId, other.AccountId, other.Name, other.RoleArn, other.ExternalId, other.MaxCallsPerDay)
        && (ReferenceEquals(Regions, other.Regions) || (Regions is not null && other.Regions is not null && Regions.SequenceEqual(other.Regions)));

    public override int GetHashCode() => HashCode.Combine(TenantId, AccountId, RoleArn, ExternalId);

    /// <summary>As in <c>arn:PARTITION:iam::111122223333:role/RootWatch</c>.</summary>
    internal string Partition() => RoleArn.Split(':', 3) is [_, var partition, _] ? partition : "aws";

    /// <summary>Without its path.</summary>
    internal string RoleName() => RoleArn[(RoleArn.LastIndexOf('/') + 1)..];

    /// <summary>The home region of the account's partition.</summary>
    internal string HomeRegion() => Aws.AwsRegions.HomeRegionOf(Partition());
}

public enum WatchStatus
{
    Starting = 1,
    Ok = 2,
    Degraded = 3,
    Blind = 4,
    CatchingUp = 5,
    Paused = 6,
}

[GenerateSerializer, Immutable, Alias("rootwatch.GapSnapshot")]
public sealed record GapSnapshot(DateTimeOffset Start, DateTimeOffset? End, string Reason, bool Recoverable);

[GenerateSerializer, Immutable, Alias("rootwatch.StreamSnapshot")]
public sealed record StreamSnapshot
{
    [Id(0)] public required string Region { get; init; }
    [Id(1)] public required string Query { get; init; }
    [Id(2)] public required WatchStatus Status { get; init; }
    [Id(3)] public required string Reason { get; init; }
    [Id(4)] public DateTimeOffset? Watermark { get; init; }
    [Id(5)] public DateTimeOffset? LastSuccess { get; init; }
    [Id(6)] public required IReadOnlyList<GapSnapshot> Gaps { get; init; }
}

[GenerateSerializer, Immutable, Alias("rootwatch.AccountSnapshot")]
public sealed record AccountSnapshot
{
    [Id(0)] public required string TenantId { get; init; }
    [Id(1)] public required string AccountId { get; init; }
    [Id(2)] public required string Name { get; init; }
    [Id(3)] public required WatchStatus Status { get; init; }
    [Id(4)] public required string Reason { get; init; }
    [Id(5)] public DateTimeOffset? Watermark { get; init; }
    [Id(6)] public required IReadOnlyList<string> Regions { get; init; }
    [Id(7)] public long EventsRead { get; init; }
    [Id(8)] public long AlertsRaised { get; init; }
    [Id(9)] public required IReadOnlyList<StreamSnapshot> Streams { get; init; }
    [Id(10)] public DateTimeOffset AsOf { get; init; }

    [Id(12)] public DateTimeOffset? WatchedSince { get; init; }

    /// <summary>From this answer on the account counts as seen for so long even if nothing more is read; null: it is not seen.</summary>
    [Id(13)] public TimeSpan? SeenFor { get; init; }

    /// <summary>Since the last turn until this answer. By the stopwatch, as no two servers' clocks need agree.</summary>
    [Id(14)] public TimeSpan IdleFor { get; init; }

    /// <summary>Something of it was not read again in time, and no trouble says why.</summary>
    [Id(15)] public bool IsForgotten { get; init; }
}

/// <summary>Watches one AWS account. Key: the account id.</summary>
[Alias("rootwatch.IAccountGrain")]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>Makes sure the account is watched as registered; cheap when it already is. Returns what it sees.</summary>
    [Alias("Watch")]
    Task<AccountSnapshot> Watch(AccountRegistration registration);

    /// <summary>Takes records that were pushed as a poll would take them; returns what became of each, once that is committed. Never moves a watermark.</summary>
    [Alias("Push")]
    Task<IReadOnlyList<PushOutcome>> Push(IReadOnlyList<PushedRecord> records);

    /// <summary>Stops watching: the account left the roster. Its document stays.</summary>
    [Alias("Pause")]
    Task Pause(string reason);

    /// <summary>State as of the last committed sweep; answered also while a sweep is under way.</summary>
    [AlwaysInterleave]
    [Alias("GetSnapshot")]
    Task<AccountSnapshot?> GetSnapshot();

    /// <summary>State of an account that is not watched any more, by its document: how far it was read, and that what happens since is not. Null if it was never watched for that tenant.</summary>
    /// <param name="reason">Why it is paused.</param>
    [AlwaysInterleave]
    [Alias("GetPaused")]
    Task<AccountSnapshot?> GetPaused(AccountRegistration registration, string reason);

    /// <summary>What the posture checks say now of what was last read.</summary>
    [AlwaysInterleave]
    [Alias("GetPosture")]
    Task<PostureSnapshot?> GetPosture();

    /// <summary>The checklist for root, by what is known now. Null if the account is not watched yet.</summary>
    [AlwaysInterleave]
    [Alias("GetChecklist")]
    Task<ChecklistSnapshot?> GetChecklist();

    /// <summary>Takes down what somebody vouches for; stored when it returns.</summary>
    [Alias("Attest")]
    Task<Decision<AttestationLine>> Attest(string tenantId, AttestationDraft draft);

    [Alias("WithdrawAttestation")]
    Task<Decision<AttestationLine>> WithdrawAttestation(string tenantId, string id, string by);

    /// <summary>Null if the account is not watched yet.</summary>
    [AlwaysInterleave]
    [Alias("GetAttestations")]
    Task<AttestationList?> GetAttestations();

    /// <summary>Asks for an emergency window. This and what follows are stored, with the alerts about it, when they return.</summary>
    [Alias("RequestWindow")]
    Task<Decision<WindowLine>> RequestWindow(string tenantId, WindowDraft draft);

    [Alias("ApproveWindow")]
    Task<Decision<WindowLine>> ApproveWindow(string tenantId, string id, string by);

    [Alias("ExtendWindow")]
    Task<Decision<WindowLine>> ExtendWindow(string tenantId, string id, TimeSpan length, string reason, string by);

    [Alias("CloseWindow")]
    Task<Decision<WindowLine>> CloseWindow(string tenantId, string id, string by);

    [Alias("ReviewWindow")]
    Task<Decision<WindowLine>> ReviewWindow(string tenantId, ReviewDraft draft);

    /// <summary>Null if the account is not watched yet.</summary>
    [AlwaysInterleave]
    [Alias("GetWindows")]
    Task<WindowList?> GetWindows();

    /// <summary>Starts a drill; its alert comes with the next reading. This and what follows are stored when they return.</summary>
    [Alias("StartDrill")]
    Task<Decision<DrillLine>> StartDrill(string tenantId, DrillDraft draft);

    [Alias("SeeDrill")]
    Task<Decision<DrillLine>> SeeDrill(string tenantId, string id, string by);

    [Alias("AcknowledgeDrill")]
    Task<Decision<DrillLine>> AcknowledgeDrill(string tenantId, string id, string by);

    [Alias("CloseDrill")]
    Task<Decision<DrillLine>> CloseDrill(string tenantId, DrillEnd end);

    /// <summary>Null if the account is not watched yet.</summary>
    [AlwaysInterleave]
    [Alias("GetDrills")]
    Task<DrillList?> GetDrills();
}
