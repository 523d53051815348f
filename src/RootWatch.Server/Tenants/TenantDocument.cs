using System.Collections.Immutable;
using RootWatch.Detection.Tenants;
using RootWatch.Server.Alerts;

namespace RootWatch.Server.Tenants;

/// <summary>
/// Everything durable about all accounts of a tenant together. Of the log it is told in, so what is not stored is read
/// again from there. Fields may be added; none may change its meaning.
/// </summary>
internal sealed record TenantDocument
{
    public const int CurrentSchema = 1;

    public int SchemaVersion { get; init; } = CurrentSchema;
    public DateTimeOffset? WatchedSince { get; init; }
    public TenantState Detection { get; init; } = TenantState.Empty;

    /// <summary>The life of the log that was read.</summary>
    public string LogEpoch { get; init; } = "";

    /// <summary>Up to here.</summary>
    public long ReadSeq { get; init; }

    /// <summary>Accounts whose watch stands still and of which that was told, with since when.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> Unattended { get; init; } = ImmutableSortedDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal);

    /// <summary>Alerts that the log has not confirmed, in order of OutSeq.</summary>
    public ImmutableList<OutboxEntry> Outbox { get; init; } = [];

    /// <summary>The OutSeq of the next alert; 0 until it was compared with the log.</summary>
    public long NextOutSeq { get; init; }
}
