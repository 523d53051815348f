using Orleans.Concurrency;

namespace RootWatch.Server.Alerts;

/// <summary>An alert on its way from an account's outbox to its tenant's log.</summary>
/// <param name="OutSeq">Position in the account's outbox: 1, 2, 3, ... for ever.</param>
/// <param name="AlertJson">The alert, serialised by <see cref="AlertJson"/>.</param>
[GenerateSerializer, Immutable, Alias("rootwatch.OutboxEntry")]
public sealed record OutboxEntry([property: Id(0)] long OutSeq, [property: Id(1)] string AlertJson);

/// <summary>An alert in the log.</summary>
/// <param name="Mark">See <see cref="LogEntry.Mark"/>; null of a silo that does not tell it yet.</param>
[GenerateSerializer, Immutable, Alias("rootwatch.LoggedAlert")]
public sealed record LoggedAlert([property: Id(0)] long Seq, [property: Id(1)] string AlertJson, [property: Id(2)] string? Mark);

/// <summary>A stretch of the log.</summary>
/// <param name="Epoch">Which life of the log this is; changes when it is restored or reset.</param>
/// <param name="LastSeq">The newest seq at the time of the answer; 0 for an empty log.</param>
/// <param name="FirstSeq">The oldest retained seq; 1 unless retention cut.</param>
/// <param name="MarkBefore">The mark of what lies before the stretch; null as above.</param>
/// <param name="LastMark">The mark of the newest; null as above.</param>
[GenerateSerializer, Immutable, Alias("rootwatch.LogPage")]
public sealed record LogPage(
    [property: Id(0)] string Epoch,
    [property: Id(1)] long FirstSeq,
    [property: Id(2)] long LastSeq,
    [property: Id(3)] IReadOnlyList<LoggedAlert> Alerts,
    [property: Id(4)] string? MarkBefore,
    [property: Id(5)] string? LastMark);

/// <summary>Told that a log has grown. One per silo and tenant, not per subscriber; may be lost: readers also look by themselves.</summary>
[Alias("rootwatch.IAlertLogObserver")]
public interface IAlertLogObserver : IGrainObserver
{
    [OneWay, Alias("Grown")]
    Task Grown(string tenantId, long lastSeq);
}

/// <summary>The ordered alert log of one tenant. Key: the tenant id.</summary>
[Alias("rootwatch.IAlertLogGrain")]
public interface IAlertLogGrain : IGrainWithStringKey
{
    /// <summary>Appends what is new (by the account's high-water of OutSeq) and returns the high-water. Safe to repeat.</summary>
    [Alias("Append")]
    Task<long> Append(string accountId, IReadOnlyList<OutboxEntry> entries);

    /// <summary>
    /// Says that everything up to <paramref name="outSeq"/> was taken once. A log that does not know it, in the store itself,
    /// was restored from an older backup, and takes what comes after it. Safe to repeat, and safe on an activation that lags.
    /// </summary>
    [Alias("GoOnAfter")]
    Task GoOnAfter(string accountId, long outSeq);

    /// <summary>Alerts with seq greater than <paramref name="afterSeq"/>, at most <paramref name="max"/> (1 to 1000).</summary>
    [Alias("Read")]
    Task<LogPage> Read(long afterSeq, int max);

    /// <summary>Registers or renews an observer; it is forgotten after five minutes without renewal.</summary>
    [Alias("Subscribe")]
    Task Subscribe(IAlertLogObserver observer);

    /// <summary>Before the observer goes: a notice to one that is gone is an error in the log.</summary>
    [Alias("Unsubscribe")]
    Task Unsubscribe(IAlertLogObserver observer);
}

/// <summary>What can be done to the canary's log and to no tenant's. Key: as <see cref="IAlertLogGrain"/>.</summary>
[Alias("rootwatch.ICanaryLogGrain")]
internal interface ICanaryLogGrain : IGrainWithStringKey
{
    /// <summary>Drops what lies in full segments up to <paramref name="throughSeq"/>.</summary>
    [Alias("Forget")]
    Task Forget(long throughSeq);
}
