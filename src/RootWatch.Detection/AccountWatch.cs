using RootWatch.Detection.Alerts;
using RootWatch.Detection.Events;

namespace RootWatch.Detection;

/// <summary>Everything Detection remembers of one account. Immutable to its holder; serialised as JSON into the account's document.</summary>
public sealed record WatchState
{
    public static WatchState Empty { get; } = new();
}

/// <summary>Whose events they are.</summary>
/// <param name="TenantId">Owner.</param>
/// <param name="AccountId">12 digits.</param>
/// <param name="WatchedSince">Events before this are historical.</param>
public sealed record WatchSubject(string TenantId, string AccountId, DateTimeOffset WatchedSince);

/// <summary>What one step did.</summary>
/// <param name="Unreadable">Count of records that could not be read, by reason.</param>
/// <param name="Dismissed">Count of readable events that no rule matched, by reason: <c>not_root</c>, <c>service</c>, <c>no_rule</c>, ...</param>
public sealed record WatchTally(
    int RecordsRead,
    int RootRecords,
    IReadOnlyDictionary<UnreadableReason, int> Unreadable,
    IReadOnlyDictionary<string, int> Dismissed);

public sealed record WatchStep(WatchState State, IReadOnlyList<Alert> Alerts, WatchTally Tally);

/// <summary>The pure core: decode, rules, score, alerts. No I/O, no clock, no randomness.</summary>
public static class AccountWatch
{
    /// <summary>
    /// Takes records that were not taken before (the caller has dropped repeats by event id), in any order, and says
    /// what they mean. The same state, records and now give the same step.
    /// </summary>
    public static WatchStep Advance(WatchState state, WatchSubject subject, IReadOnlyList<string> records, DateTimeOffset now) =>
        throw new NotImplementedException();

    /// <summary>The same for events that are already decoded.</summary>
    public static WatchStep Advance(WatchState state, WatchSubject subject, IReadOnlyList<CloudTrailEvent> events, DateTimeOffset now) =>
        throw new NotImplementedException();
}
