using System.Collections.Immutable;
using RootWatch.Server.Alerts;

namespace RootWatch.Server.Organizations;

/// <summary>What is to become of an account of an organization; the numbers are those of the API.</summary>
public enum FoundState
{
    Watched = 1,

    /// <summary>Never watched: left out by the choice in accounts.yaml, or not active.</summary>
    Excluded = 2,

    /// <summary>Was watched.</summary>
    Paused = 3,

    /// <summary>Watched still, though it should be paused: too many would be.</summary>
    Held = 4,

    /// <summary>Listed in accounts.yaml by itself, which wins.</summary>
    Listed = 5,
}

/// <param name="Since">When it came into this state.</param>
/// <param name="Reason">Why it is not simply watched; empty if it is.</param>
/// <param name="Accepted">Somebody said yes to its being paused with many others.</param>
[GenerateSerializer, Immutable, Alias("rootwatch.FoundAccount")]
public sealed record FoundAccount(
    [property: Id(0)] string AccountId,
    [property: Id(1)] string Name,
    [property: Id(2)] string TenantId,
    [property: Id(3)] FoundState State,
    [property: Id(4)] DateTimeOffset Since,
    [property: Id(5)] string Reason,
    [property: Id(6)] bool Accepted = false)
{
    public bool IsWatched => State is FoundState.Watched or FoundState.Held;
}

/// <summary>
/// Everything durable about an organization: a silo that starts knows its accounts before AWS answers. Secrets are not in
/// it. Fields may be added; none may change its meaning.
/// </summary>
internal sealed record OrganizationDocument
{
    public const int CurrentSchema = 1;

    public int SchemaVersion { get; init; } = CurrentSchema;

    /// <summary>Counts the changes of <see cref="Accounts"/> and <see cref="Trouble"/>.</summary>
    public long Version { get; init; }

    /// <summary>By account id.</summary>
    public ImmutableList<FoundAccount> Accounts { get; init; } = [];

    /// <summary>When the accounts were last listed.</summary>
    public DateTimeOffset? ListedAt { get; init; }

    /// <summary>When it was last tried.</summary>
    public DateTimeOffset? TriedAt { get; init; }

    /// <summary>Why the last try failed; empty if it did not.</summary>
    public string Trouble { get; init; } = "";

    /// <summary><see cref="ListingTrouble.Kind"/>.</summary>
    public string TroubleKind { get; init; } = "";

    public DateTimeOffset? TroubleSince { get; init; }

    public bool TroubleTold { get; init; }

    /// <summary>Since when removals are held back; null if none is.</summary>
    public DateTimeOffset? HeldSince { get; init; }

    /// <summary>For the log of each tenant.</summary>
    public ImmutableSortedDictionary<string, TenantOutbox> Outboxes { get; init; } = ImmutableSortedDictionary<string, TenantOutbox>.Empty;
}

/// <param name="Alerts">Those that the log has not confirmed, in order of OutSeq.</param>
/// <param name="NextOutSeq">The OutSeq of the next alert; 0 until it was compared with the log.</param>
internal sealed record TenantOutbox(ImmutableList<OutboxEntry> Alerts, long NextOutSeq)
{
    public static TenantOutbox Empty { get; } = new([], 0);
}
