using System.Collections.Immutable;
using RootWatch.Detection;
using RootWatch.Detection.Posture;
using RootWatch.Server.Alerts;
using RootWatch.Server.Drills;
using RootWatch.Server.Emergencies;

namespace RootWatch.Server.Accounts;

/// <summary>
/// Everything durable about one account: one document under one etag, so that what was detected, how far was read and
/// what has yet to be told can never disagree. Fields may be added; none may change its meaning.
/// </summary>
internal sealed record AccountDocument
{
    public const int CurrentSchema = 1;

    public int SchemaVersion { get; init; } = CurrentSchema;
    public string TenantId { get; init; } = "";
    public DateTimeOffset? WatchedSince { get; init; }
    public WatchState Detection { get; init; } = WatchState.Empty;
    public ImmutableSortedDictionary<string, StreamState> Streams { get; init; } = ImmutableSortedDictionary.Create<string, StreamState>(StringComparer.Ordinal);

    /// <summary>Enabled regions by the last ListRegions that answered; null if none ever did.</summary>
    public ImmutableList<string>? EnabledRegions { get; init; }

    /// <summary>When that was; null also in a document from before it was kept.</summary>
    public DateTimeOffset? RegionsKnownAt { get; init; }

    /// <summary>The account's alias by the last ListAccountAliases that answered, under which AWS may record root's acts. Null: none.</summary>
    public string? Alias { get; init; }

    /// <summary>Null if ListAccountAliases never answered.</summary>
    public DateTimeOffset? AliasKnownAt { get; init; }
    public ImmutableList<FormerAlias> FormerAliases { get; init; } = [];
    public DateTimeOffset? HotUntil { get; init; }

    /// <summary>How the account was set up when that was last read. Stored along with what else is stored, never by itself.</summary>
    public PostureFacts? Posture { get; init; }

    /// <summary>By which the verdicts were made that are stored with it; null before the first.</summary>
    public PostureSettings? PostureDemands { get; init; }

    /// <summary>What the tenant's people said of the account, in the order in which they did; with the tenant it goes.</summary>
    public ImmutableList<Attestation> Attestations { get; init; } = [];

    /// <summary>How many there ever were.</summary>
    public long LastAttestation { get; init; }

    /// <summary>Emergency windows, from their requests on; with the tenant they go.</summary>
    public ImmutableList<WindowRecord> Windows { get; init; } = [];

    /// <summary>How many there ever were.</summary>
    public long LastWindow { get; init; }

    /// <summary>Drills, in the order in which they were started; with the tenant they go.</summary>
    public ImmutableList<DrillRecord> Drills { get; init; } = [];

    /// <summary>How many there ever were.</summary>
    public long LastDrill { get; init; }

    /// <summary>Since when the tenant demands a window for every use of root; null: it does not.</summary>
    public DateTimeOffset? WindowsDemandedSince { get; init; }

    /// <summary>Our own calls, as far as the account's history has yet to show them; null before the first. Stored along with what else is stored.</summary>
    public AccountCanary? Canary { get; init; }

    /// <summary>Null if the account's calls have no limit.</summary>
    public CallsLeft? CallsLeft { get; init; }

    /// <summary>Null while all is read.</summary>
    public SightLoss? SightLoss { get; init; }

    /// <summary>The same of the home region.</summary>
    public SightLoss? HomeSightLoss { get; init; }

    /// <summary>Events that a push brought and no poll has shown yet, by the key under which a poll will know them.</summary>
    public ImmutableDictionary<string, PushedEvent> Pushed { get; init; } = PushedEvents.None;

    /// <summary>Alerts that the tenant's log has not confirmed, in order of OutSeq.</summary>
    public ImmutableList<OutboxEntry> Outbox { get; init; } = [];

    /// <summary>The OutSeq of the next alert; 0 until it was compared with the tenant's log.</summary>
    public long NextOutSeq { get; init; }
    public long EventsRead { get; init; }
    public long AlertsRaised { get; init; }
}

/// <summary>Why a stretch is yet to be read.</summary>
internal enum HoleKind
{
    /// <summary>From before the account was watched.</summary>
    Backfill = 1,

    /// <summary>A sweep found more than one turn reads; the watermark waits for it.</summary>
    Backlog = 2,

    /// <summary>Read once before, and looked at again for what came late.</summary>
    Resweep = 3,
}

/// <summary>A stretch of a stream that will be read, from its end backwards. Bounds are whole seconds, inclusive.</summary>
internal sealed record Hole(DateTimeOffset Start, DateTimeOffset End, HoleKind Kind)
{
    /// <summary>Where the end of a backlog was before any of it was read. Null: where it still is.</summary>
    public DateTimeOffset? Top { get; init; }
}

/// <summary>A stretch that cannot be read any more.</summary>
internal sealed record LostStretch(DateTimeOffset Start, DateTimeOffset End, string Reason);

/// <summary>One tailed query of an account.</summary>
internal sealed record StreamState
{
    public required string Region { get; init; }
    public required StreamQuery Query { get; init; }

    /// <summary>Of <see cref="StreamQuery.Alias"/>.</summary>
    public string? Alias { get; init; }

    /// <summary>Where the newest sweep ended.</summary>
    public DateTimeOffset? Front { get; init; }

    /// <summary>
    /// The front when a sweep last reached below all that may still show up in time, if later ones had to stay above a
    /// backlog. Null: they did not.
    /// </summary>
    public DateTimeOffset? RoundBegan { get; init; }

    /// <summary>What happened earlier was never meant to be read. Null: it was not kept when the stream began.</summary>
    public DateTimeOffset? ReadFrom { get; init; }

    /// <summary>Everything visible with an event time up to here was processed.</summary>
    public DateTimeOffset? Watermark { get; init; }

    /// <summary>How far back the next near sweep reaches; it grows while that costs nothing.</summary>
    public TimeSpan Reach { get; init; }
    /// <summary>How far behind the front an event turned up at most in the last days, and when.</summary>
    public TimeSpan LatestBy { get; init; }
    public DateTimeOffset? LatestSeenAt { get; init; }
    public DateTimeOffset? MidSweptAt { get; init; }
    public DateTimeOffset? FarSweptAt { get; init; }
    public DateTimeOffset? DeepSweptAt { get; init; }
    public ImmutableList<Hole> Holes { get; init; } = [];
    public ImmutableList<LostStretch> Lost { get; init; } = [];

    /// <summary>Ids of the events that a sweep can still meet, with their event times in seconds.</summary>
    public ImmutableDictionary<string, long> Seen { get; init; } = ImmutableDictionary.Create<string, long>(StringComparer.Ordinal);
    public DateTimeOffset? LastSuccess { get; init; }
    public StreamTrouble? Trouble { get; init; }

    public StreamName Name() => new(Region, Query, Alias);

    /// <summary>All that happened before was read then or later, but for what is in the holes.</summary>
    public DateTimeOffset? ReadSince() => RoundBegan ?? Front;
}

/// <summary>Why a stream is not read at the moment.</summary>
internal sealed record StreamTrouble(WatchStatus Status, string Reason, DateTimeOffset Since, int Failures)
{
    /// <summary>What kind of failure it is, by <see cref="StreamTroubles.NameOf"/>.</summary>
    public string Cause { get; init; } = "other";

    /// <summary>Of our own process or clock: all accounts have it at once, and it is in none of them.</summary>
    public bool IsOurs { get; init; }

    /// <summary>What to do about it, as a sentence without its full stop; empty where the reason says it.</summary>
    public string Remedy { get; init; } = "";

    /// <summary>The reason, and what to do about it.</summary>
    public string Told() => Remedy.Length > 0 ? $"{Reason.TrimEnd('.')}. {Remedy}" : Reason;
}

/// <summary>The lookup attribute of a stream.</summary>
internal enum StreamQuery
{
    Root = 1,

    /// <summary>Failed sign-ins, password recovery, and sign-ins of a root whose account has an alias.</summary>
    SignIn = 2,

    /// <summary>What anybody does to the account itself: contacts, regions, its e-mail, its closure.</summary>
    Account = 3,

    /// <summary>Root's acts where AWS records them under the account's alias.</summary>
    Alias = 4,
}
