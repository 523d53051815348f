using RootWatch.Detection;
using static RootWatch.Server.Accounts.Times;

namespace RootWatch.Server.Accounts;

/// <summary>
/// A stretch in which the account could not be read whole. It begins with the first stream that failed and lasts until
/// none fails, so that it is told of once however many streams come and go meanwhile.
/// </summary>
/// <param name="LastGoodAt">When that stream was last read, or the watch began.</param>
/// <param name="Interval">Between two readings of that stream.</param>
internal sealed record SightLoss(DateTimeOffset LastGoodAt, TimeSpan Interval, string Reason)
{
    public DateTimeOffset? RefusedSince { get; init; }
    public DateTimeOffset? RefusedLastAt { get; init; }

    /// <summary>Of <see cref="StreamTrouble.Cause"/>.</summary>
    public string Cause { get; init; } = "";

    /// <summary>Of <see cref="StreamTrouble.Remedy"/>.</summary>
    public string Remedy { get; init; } = "";

    /// <summary>Stretches that were given up before it began: one more at its end is part of it.</summary>
    public int LostBefore { get; init; }

    /// <summary>As it is for somebody who looks only since then.</summary>
    public SightLoss Since(DateTimeOffset time) => this with { LastGoodAt = time, RefusedSince = null, RefusedLastAt = null };
}

/// <summary>What Detection is told of how well the account can be read. Pure.</summary>
internal static class AccountSight
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>The loss as it stands after these readings; null while every stream is read.</summary>
    /// <param name="watchedSince">When the account was first watched: before, nobody was there to be blind.</param>
    /// <param name="streams">Those that are to be read.</param>
    public static SightLoss? Follow(
        SightLoss? loss, DateTimeOffset watchedSince, IReadOnlyList<StreamState> streams, IReadOnlyList<EndedReading> readings, Func<StreamState, TimeSpan> intervalOf, DateTimeOffset now)
    {
        // Once it has begun it lasts while anything fails at all, whatever the reason has become.
        if (streams.Where(loss is null ? Begins : IsInTrouble).MinBy(stream => stream.Trouble!.Since) is not { Trouble: { } trouble } failing)
        {
            return null;
        }

        if (loss is null)
        {
            // Time in which the server itself did not run was no blindness of the account's.
            TimeSpan interval = intervalOf(failing);
            DateTimeOffset begin = Later(trouble.Since - interval, failing.LastSuccess ?? watchedSince);
            // The watch may have begun by a clock that was ahead of AWS's.
            loss = new SightLoss(failing.LastSuccess is null && begin > trouble.Since ? trouble.Since : begin, interval, "") { LostBefore = Lost(streams) };
        }

        bool refused = readings.Any(reading => reading.Reading.Trouble is { Status: WatchStatus.Blind });
        return loss with
        {
            Reason = $"{failing.Name().Region} {failing.Name().Asked}: {trouble.Reason}",
            Cause = trouble.Cause,
            Remedy = trouble.Remedy,
            RefusedSince = refused ? loss.RefusedSince ?? now : loss.RefusedSince,
            RefusedLastAt = refused ? now : loss.RefusedLastAt,
        };
    }

    /// <summary>Both after these readings. Where none was made nothing new is known of sight: what was read last may be old, and the store the reason; where none succeeded that is no sight either.</summary>
    public static (SightLoss? Loss, Sight? Sight) Look(
        SightLoss? before, DateTimeOffset watchedSince, IReadOnlyList<StreamState> streams, IReadOnlyList<EndedReading> readings, Func<StreamState, TimeSpan> intervalOf, TimeSpan homeInterval, DateTimeOffset now)
    {
        if (readings.Count == 0)
        {
            return (before, null);
        }

        SightLoss? loss = Follow(before, watchedSince, streams, readings, intervalOf, now);
        return (loss, loss is not null || readings.Any(reading => reading.Reading.Trouble is null) ? Of(before, loss, streams, homeInterval) : null);
    }

    /// <summary>Null before the account was read for the first time, and while it is only a trouble that is not worth telling.</summary>
    public static Sight? Of(SightLoss? before, SightLoss? loss, IReadOnlyList<StreamState> streams, TimeSpan homeInterval)
    {
        if (loss is not null)
        {
            // Rules wait for three intervals.
            return new Sight(loss.LastGoodAt, PatienceWith(loss.Interval) / 3) { RefusedSince = loss.RefusedSince, RefusedLastAt = loss.RefusedLastAt, Reason = loss.Reason, Cause = loss.Cause, Remedy = loss.Remedy };
        }

        return !streams.Any(IsInTrouble) && streams.Max(stream => stream.LastSuccess) is { } lastGood
            ? new Sight(lastGood, homeInterval) { HasLost = before is not null && Lost(streams) > before.LostBefore }
            : null;
    }

    /// <summary>
    /// Until then the account counts as seen even if nothing more is read, so that a watch that stands still stops to
    /// count. Null: refused somewhere, or not read yet.
    /// </summary>
    public static DateTimeOffset? LastsUntil(IReadOnlyList<StreamState> streams, Func<StreamState, TimeSpan> intervalOf, DateTimeOffset now)
    {
        // What waits for the account's own limit of calls does so by the operator's will.
        StreamState[] counted = [.. streams.Where(stream => stream.Trouble is not { Cause: StreamTroubles.OutOfCallsCause })];
        return streams.Count == 0 || counted.Any(stream => stream.LastSuccess is null || stream.Trouble is { Status: WatchStatus.Blind })
            ? null
            : counted.Select(stream => stream.LastSuccess!.Value + PatienceWith(intervalOf(stream))).DefaultIfEmpty(now + Patience).Min();
    }

    /// <summary>True of a stream that is refused, or that fails for longer than one may go unread: what happens there is not seen.</summary>
    public static bool IsBlind(StreamState stream, TimeSpan interval, DateTimeOffset now) =>
        stream.Trouble is { Status: WatchStatus.Blind }
        || (IsInTrouble(stream) && now > (stream.LastSuccess ?? stream.Trouble!.Since) + PatienceWith(interval));

    /// <summary>True of a stream that should have been read again, and is in no trouble that says why it was not.</summary>
    /// <param name="watchedFor">Before, nobody was there to read it.</param>
    public static bool IsForgotten(StreamState stream, TimeSpan interval, TimeSpan watchedFor, DateTimeOffset now) =>
        stream is { Trouble: null, LastSuccess: { } last } && PatienceWith(interval) is var patience && now > last + patience && watchedFor > patience;

    /// <summary>True if not everything in the region can be read.</summary>
    public static bool IsTroubled(IReadOnlyList<StreamState> streams, string region) => streams.Any(stream => stream.Region == region && IsInTrouble(stream));

    /// <summary>At least five minutes, and less than three intervals for a region that is read four times an hour.</summary>
    private static TimeSpan PatienceWith(TimeSpan interval) => interval < Patience ? Longer(interval * 3, Patience) : interval * 2 + Patience;

    /// <summary>What the account's own limit of calls keeps from being read is shown, and is nothing that has befallen it.</summary>
    private static bool IsInTrouble(StreamState stream) => stream.Trouble is { } trouble && trouble.Cause != StreamTroubles.OutOfCallsCause;

    /// <summary>One failure is none: the next attempt follows within seconds.</summary>
    private static bool Begins(StreamState stream) =>
        IsInTrouble(stream) && stream.Trouble is { Failures: >= 2, IsOurs: false };

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static int Lost(IReadOnlyList<StreamState> streams) => streams.Sum(stream => stream.Lost.Count);
}
