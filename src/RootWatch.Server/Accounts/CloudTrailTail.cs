using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using RootWatch.Aws.CloudTrail;
using static RootWatch.Server.Accounts.Times;

namespace RootWatch.Server.Accounts;

/// <summary>A stretch to read now, with frozen bounds. Whole seconds, inclusive.</summary>
internal sealed record Sweep(StreamName Stream, DateTimeOffset Start, DateTimeOffset End, SweepTier Tier, Hole? Hole)
{
    public string StreamKey => Stream.Key;

    public string Region => Stream.Region;
}

/// <summary>How far back a sweep reaches.</summary>
internal enum SweepTier
{
    Near = 1,
    Mid = 2,
    Far = 3,
    Deep = 4,
}

/// <summary>What reading a sweep gave: its newest part down to <see cref="Oldest"/>, or all of it.</summary>
/// <param name="Oldest">Everything in the sweep after this second was read. Null: nothing can be said.</param>
internal sealed record SweepReading(IReadOnlyList<Event> Events, bool Drained, DateTimeOffset? Oldest, int Pages, StreamTrouble? Trouble)
{
    public const int PageSize = 50;
}

/// <summary>An event that was not met before, under the key by which it will be known.</summary>
internal sealed record NewEvent(string Key, DateTimeOffset? Time, string Record, string Region);

/// <summary>
/// Decides what a stream reads next and what a reading means. Pure. CloudTrail shows events late and out of order, so
/// every sweep overlaps the one before; ids are kept for as long as a sweep can meet them again; and only a stretch
/// that was read to its end moves the watermark.
/// </summary>
internal static class CloudTrailTail
{
    public static readonly TimeSpan MidReach = TimeSpan.FromHours(6);
    public static readonly TimeSpan FarReach = TimeSpan.FromHours(26);
    public static readonly TimeSpan DeepReach = TimeSpan.FromDays(8);
    public static readonly TimeSpan MidInterval = TimeSpan.FromHours(1);
    public static readonly TimeSpan FarInterval = TimeSpan.FromDays(1);
    public static readonly TimeSpan DeepInterval = TimeSpan.FromDays(7);

    private const int LostMax = 32;

    /// <summary>Sweeps over more than this overlap by no more than the allowed lateness: to read a flood again each time would leave no calls for what is new.</summary>
    private const int OverlapPagesMax = 4;

    /// <summary>For so long a late event makes the sweeps reach further back.</summary>
    private static readonly TimeSpan LatestRemembered = TimeSpan.FromDays(7);

    /// <summary>So long AWS keeps events.</summary>
    public static readonly TimeSpan History = TimeSpan.FromDays(90);

    // Bounds nearer to the edge might fall off it before the last page.
    private static readonly TimeSpan HistoryMargin = TimeSpan.FromMinutes(5);

    // A backfill takes a while; it should not lose its tail to the clock meanwhile.
    private static readonly TimeSpan BackfillMargin = TimeSpan.FromHours(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    /// <summary>True if planning a sweep now gives up something of the stream as too old to be read.</summary>
    public static bool Loses(StreamState stream, DateTimeOffset now, TimeSpan lateness) => !ReferenceEquals(CutAt(stream, EdgeAt(now), lateness), stream);

    /// <summary>The next sweep over what is new. Stays above the holes: what lies in them is read by sweeps of their own.</summary>
    /// <param name="deepest">No deeper tier than this; one that is due stays due.</param>
    public static (StreamState Stream, Sweep Sweep) PlanLive(StreamState stream, DateTimeOffset now, TimeSpan lateness, SweepTier deepest = SweepTier.Deep)
    {
        DateTimeOffset end = Floor(now);
        DateTimeOffset edge = EdgeAt(now);
        stream = CutAt(stream, edge, lateness);
        (SweepTier tier, TimeSpan reach) = TierDue(stream, end, lateness, deepest);
        if (stream.Holes.Exists(hole => hole.Kind == HoleKind.Backlog && TopOf(hole) > end - reach))
        {
            // A deeper one would not come further down either, and stays due.
            (tier, reach) = TierDue(stream, end, lateness, SweepTier.Near);
        }

        DateTimeOffset start = end - reach;
        if (stream.ReadSince() is { } since && since - lateness < start)
        {
            start = since - lateness;
        }

        foreach (Hole hole in stream.Holes)
        {
            // Also above what was read of a backlog: in a flood each sweep would meet those pages again, and come no further.
            // But not once all that is late has shown up there: a long backlog would keep it from being looked for.
            start = Later(start, TopOf(hole) > end - lateness ? TopOf(hole) : hole.End);
        }

        start = Earlier(Later(start, edge), end);
        return (stream, new Sweep(stream.Name(), start, end, tier, null));
    }

    /// <summary>
    /// The next sweep over what is old. Of backlogs the one that has waited longest, so that none is hidden by those that
    /// come after it; then the rest, the newest first. Null if nothing is open.
    /// </summary>
    public static (StreamState Stream, Sweep? Sweep) PlanHole(StreamState stream, DateTimeOffset now, TimeSpan lateness)
    {
        stream = CutAt(stream, EdgeAt(now), lateness);
        Hole? hole = stream.Holes.Find(hole => hole.Kind == HoleKind.Backlog) ?? stream.Holes.MaxBy(hole => hole.End);
        return (stream, hole is null
            ? null
            : new Sweep(stream.Name(), hole.Start, hole.End, SweepTier.Near, hole));
    }

    /// <summary>What a reading adds: the events that <paramref name="known"/> and the stream have not met, and the stream after it.</summary>
    public static (StreamState Stream, IReadOnlyList<NewEvent> New) Take(
        StreamState stream, Sweep sweep, SweepReading reading, DateTimeOffset now, TimeSpan lateness, TimeSpan backfill, Func<string, bool> known)
    {
        List<NewEvent> added = [];
        ImmutableDictionary<string, long> seen = stream.Seen;
        bool covered = reading.Drained || reading.Oldest is not null;
        if (covered)
        {
            (seen, added) = Meet(stream, sweep, reading, known);
            if (added.Count > 0 && EventLateness.IsMeasured(stream, sweep, now) && added.Max(e => stream.Front - e.Time) is { } latest && (latest > stream.LatestBy || now - stream.LatestSeenAt > LatestRemembered))
            {
                stream = stream with { LatestBy = latest, LatestSeenAt = now };
            }

            stream = sweep.Hole is null ? AfterLive(stream, sweep, reading, lateness, backfill) : AfterHole(stream, sweep.Hole, reading);
        }

        DateTimeOffset? watermark = covered ? WatermarkOf(stream, lateness) : stream.Watermark;
        return (stream with
        {
            Watermark = watermark,
            Seen = Forget(seen, stream, watermark, now),
            Trouble = StreamTroubles.Follow(stream.Trouble, reading.Trouble),
            LastSuccess = reading.Trouble is null ? now : stream.LastSuccess,
        }, added);
    }

    /// <summary>
    /// True if the watermark had passed the event before the sweep showed it: then the word that all up to there was
    /// processed did not hold. Never of what nobody had read before, such as the past of an account that is new.
    /// </summary>
    /// <param name="before">The stream as it was before the sweep was taken.</param>
    public static bool IsLate(StreamState before, Sweep sweep, DateTimeOffset? time) =>
        time <= before.Watermark && sweep.Hole?.Kind != HoleKind.Backfill && !(time < before.ReadFrom) && !IsToBeBackfilled(before, time.Value);

    private static bool IsToBeBackfilled(StreamState stream, DateTimeOffset time) =>
        stream.Holes.Exists(hole => hole.Kind == HoleKind.Backfill && time >= hole.Start && time <= hole.End);

    private static (ImmutableDictionary<string, long> Seen, List<NewEvent> Added) Meet(StreamState stream, Sweep sweep, SweepReading reading, Func<string, bool> known)
    {
        List<NewEvent> added = [];
        if (reading.Events.Count == 0)
        {
            return (stream.Seen, added);
        }

        ImmutableDictionary<string, long>.Builder seen = stream.Seen.ToBuilder();
        foreach (Event e in reading.Events.Where(e => sweep.Stream.Query.Owns(e)))
        {
            string key = KeyOf(e);
            if (seen.TryAdd(key, (e.EventTime ?? sweep.End).ToUnixTimeSeconds()) && !known(key))
            {
                added.Add(new NewEvent(key, e.EventTime, e.CloudTrailEvent ?? "", sweep.Region));
            }
        }

        return (seen.ToImmutable(), added);
    }

    /// <summary>How far back a near sweep has to reach: twice as far as events turned up behind the front of late, and from the allowed lateness to a mid sweep's reach.</summary>
    public static TimeSpan OverlapOf(StreamState stream, DateTimeOffset now, TimeSpan lateness)
    {
        TimeSpan measured = now - stream.LatestSeenAt <= LatestRemembered ? stream.LatestBy * 2 : TimeSpan.Zero;
        return TimeSpan.FromTicks(Math.Clamp(measured.Ticks, lateness.Ticks, MidReach.Ticks));
    }

    /// <summary>The tier of a stream's next sweep if nothing holds it back.</summary>
    public static SweepTier TierDue(StreamState stream, DateTimeOffset now, SweepTier deepest = SweepTier.Deep)
    {
        bool Due(SweepTier tier, DateTimeOffset? last, TimeSpan interval) => tier <= deepest && stream.Front is not null && (last is null || now - last >= interval);
        return stream.Query is StreamQuery.Root or StreamQuery.Alias && Due(SweepTier.Deep, stream.DeepSweptAt, DeepInterval) ? SweepTier.Deep
            : Due(SweepTier.Far, stream.FarSweptAt, FarInterval) ? SweepTier.Far
            : Due(SweepTier.Mid, stream.MidSweptAt, MidInterval) ? SweepTier.Mid
            : SweepTier.Near;
    }

    private static (SweepTier Tier, TimeSpan Reach) TierDue(StreamState stream, DateTimeOffset now, TimeSpan lateness, SweepTier deepest) => TierDue(stream, now, deepest) switch
    {
        SweepTier.Deep => (SweepTier.Deep, DeepReach),
        SweepTier.Far => (SweepTier.Far, FarReach),
        SweepTier.Mid => (SweepTier.Mid, MidReach),
        _ => (SweepTier.Near, TimeSpan.FromTicks(Math.Max(stream.Reach.Ticks, lateness.Ticks))),
    };

    private static StreamState AfterLive(StreamState stream, Sweep sweep, SweepReading reading, TimeSpan lateness, TimeSpan backfill)
    {
        bool first = stream.Front is null;
        List<Hole> opened = [];
        if (!reading.Drained)
        {
            // Below the old watermark everything was read once: only the part above it is a backlog.
            DateTimeOffset oldest = reading.Oldest!.Value;
            DateTimeOffset readBefore = stream.Watermark is { } watermark ? Later(watermark, sweep.Start) : sweep.Start;
            if (oldest > readBefore)
            {
                opened.Add(new Hole(readBefore, oldest, HoleKind.Backlog));
            }

            if (sweep.Start < readBefore)
            {
                opened.Add(new Hole(sweep.Start, Earlier(readBefore, oldest), HoleKind.Resweep));
            }
        }

        DateTimeOffset backfillStart = sweep.End - (backfill < History - BackfillMargin ? backfill : History - BackfillMargin);
        if (first && backfillStart < sweep.Start)
        {
            opened.Add(new Hole(backfillStart, sweep.Start, HoleKind.Backfill));
        }

        bool cheap = reading.Drained && reading.Pages == 1 && reading.Events.Count < SweepReading.PageSize;
        TimeSpan overlap = OverlapOf(stream, sweep.End, lateness);
        TimeSpan reach = cheap ? TimeSpan.FromTicks(Math.Min(MidReach.Ticks, Math.Max(stream.Reach.Ticks, overlap.Ticks) * 2))
            : reading.Drained && reading.Pages <= OverlapPagesMax ? overlap : lateness;
        return stream with
        {
            Front = sweep.End,
            RoundBegan = sweep.Start > stream.ReadSince() - lateness ? stream.ReadSince() : null,
            ReadFrom = first ? Earlier(sweep.Start, backfillStart) : stream.ReadFrom,
            Reach = reach,
            // A deeper sweep does the work of the shallower ones; the first sweep of all has nothing behind it to look at again.
            MidSweptAt = first || sweep.Tier >= SweepTier.Mid ? sweep.End : stream.MidSweptAt,
            FarSweptAt = first || sweep.Tier >= SweepTier.Far ? sweep.End : stream.FarSweptAt,
            DeepSweptAt = first || sweep.Tier >= SweepTier.Deep ? sweep.End : stream.DeepSweptAt,
            Holes = stream.Holes.AddRange(opened),
        };
    }

    private static StreamState AfterHole(StreamState stream, Hole hole, SweepReading reading)
    {
        ImmutableList<Hole> rest = stream.Holes.Remove(hole);
        return stream with
        {
            // At the end: the others come first now.
            Holes = reading.Drained || reading.Oldest <= hole.Start ? rest
                : rest.Add(hole with { End = reading.Oldest!.Value, Top = hole.Kind == HoleKind.Backlog ? TopOf(hole) : null }),
        };
    }

    private static DateTimeOffset? WatermarkOf(StreamState stream, TimeSpan lateness)
    {
        if (stream.ReadSince() is not { } since)
        {
            return stream.Watermark;
        }

        DateTimeOffset reached = since - lateness;
        foreach (Hole hole in stream.Holes)
        {
            reached = hole.Kind == HoleKind.Backlog ? Earlier(reached, hole.Start) : reached;
        }

        return stream.Watermark is { } watermark ? Later(watermark, reached) : reached;
    }

    private static DateTimeOffset TopOf(Hole hole) => hole.Top ?? hole.End;

    private static DateTimeOffset EdgeAt(DateTimeOffset now) => Floor(now) - History + HistoryMargin;

    /// <summary>What has left Event history is lost, and says so.</summary>
    private static StreamState CutAt(StreamState stream, DateTimeOffset edge, TimeSpan lateness)
    {
        const string reason = "older than the 90 days that Event history keeps";
        foreach (Hole hole in stream.Holes)
        {
            if (hole.Start >= edge)
            {
                continue;
            }

            ImmutableList<Hole> rest = stream.Holes.Remove(hole);
            stream = stream with { Holes = hole.End > edge ? rest.Add(hole with { Start = edge }) : rest };
            stream = hole.Kind == HoleKind.Resweep ? stream : Lose(stream, new LostStretch(hole.Start, Earlier(hole.End, edge), reason));
        }

        if (stream.ReadSince() is { } since && since - lateness < edge)
        {
            const string late = reason + "; what happened before and was not yet visible when it was last read is lost with it";
            DateTimeOffset kept = edge + lateness;
            stream = Lose(stream, new LostStretch(since - lateness, edge, late)) with { Front = Later(stream.Front!.Value, kept), RoundBegan = stream.Front > kept ? kept : null };
        }

        return stream;
    }

    private static StreamState Lose(StreamState stream, LostStretch lost)
    {
        // An edge that moves over a hole loses it minute by minute: that is one stretch.
        ImmutableList<LostStretch> all = stream.Lost is [.., var last] && last.End >= lost.Start && last.Start <= lost.Start
            ? stream.Lost.SetItem(stream.Lost.Count - 1, last with { End = Later(last.End, lost.End) })
            : stream.Lost.Add(lost);
        return stream with { Lost = all.Count > LostMax ? all.RemoveAt(0) : all };
    }

    private static ImmutableDictionary<string, long> Forget(ImmutableDictionary<string, long> seen, StreamState stream, DateTimeOffset? reached, DateTimeOffset now)
    {
        if (seen.IsEmpty)
        {
            return seen;
        }

        TimeSpan deepest = stream.Query is StreamQuery.Root or StreamQuery.Alias ? DeepReach : FarReach;
        DateTimeOffset keepFrom = now - deepest - TimeSpan.FromHours(1);
        if (reached is { } watermark)
        {
            keepFrom = Earlier(keepFrom, watermark);
        }

        foreach (Hole hole in stream.Holes.Where(hole => hole.Kind != HoleKind.Backfill))
        {
            keepFrom = Earlier(keepFrom, hole.Start);
        }

        long from = keepFrom.ToUnixTimeSeconds();
        // A backfill is read downwards without overlap, but for the second in which it goes on.
        HashSet<long> boundaries = [.. stream.Holes.SelectMany(hole => new[] { hole.End.ToUnixTimeSeconds(), hole.End.ToUnixTimeSeconds() - 1 })];
        string[] old = [.. seen.Where(pair => pair.Value < from && !boundaries.Contains(pair.Value)).Select(pair => pair.Key)];
        return old.Length == 0 ? seen : seen.RemoveRange(old);
    }

    private static string KeyOf(Event e) => KeyOf(e.EventId, e.CloudTrailEvent ?? "");

    /// <summary>By which an event is known again, whichever way it comes.</summary>
    public static string KeyOf(string? eventId, string record) => eventId is { Length: > 0 and <= 64 }
        ? eventId
        : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(eventId is { Length: > 64 } ? eventId : record)), 0, 16);

    public static DateTimeOffset Floor(DateTimeOffset time) => time - TimeSpan.FromTicks(time.Ticks % Second.Ticks);

    public static DateTimeOffset Ceiling(DateTimeOffset time) => Floor(time + Second - TimeSpan.FromTicks(1));
}
