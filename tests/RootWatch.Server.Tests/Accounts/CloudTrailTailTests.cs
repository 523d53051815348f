using RootWatch.Aws.CloudTrail;
using RootWatch.Server.Accounts;

namespace RootWatch.Server.Tests.Accounts;

public sealed class CloudTrailTailTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Lateness = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Backfill = TimeSpan.FromDays(90);

    [Theory]
    [InlineData(0, 1, 15)]
    [InlineData(4, 1, 15)]
    [InlineData(40, 1, 80)]
    [InlineData(40, 5, 15)]
    [InlineData(300, 4, 360)]
    public void The_overlap_follows_how_late_events_were_within_its_bounds_and_not_over_many_pages(int lateMinutes, int pages, int overlapMinutes)
    {
        DateTimeOffset now = Start.AddMinutes(1);
        StreamState stream = new() { Region = "us-east-1", Query = StreamQuery.Root, Front = Start, Watermark = Start - Lateness, MidSweptAt = now, FarSweptAt = now, DeepSweptAt = now };
        Sweep sweep = new(stream.Name(), Start.AddHours(-6), now, SweepTier.Mid, null);
        Event[] found =
        [
            .. Enumerable.Range(0, SweepReading.PageSize).Select(n => new Event { EventId = $"new {n}", EventTime = now, CloudTrailEvent = "{}" }),
            .. lateMinutes == 0 ? Array.Empty<Event>() : [new Event { EventId = "late", EventTime = Start.AddMinutes(-lateMinutes), CloudTrailEvent = "{}" }],
        ];
        (stream, _) = CloudTrailTail.Take(stream, sweep, new SweepReading(found, true, null, pages, null), now, Lateness, Backfill, static _ => false);
        (_, Sweep next) = CloudTrailTail.PlanLive(stream, now, Lateness);
        Assert.Equal(overlapMinutes, (next.End - next.Start).TotalMinutes);
        Assert.Equal(Lateness, CloudTrailTail.OverlapOf(stream, now.AddDays(8), Lateness));
    }

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    /// <summary>Events come late, out of order, in bursts of one second, before and after the first sweep, and pages end early.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_event_is_read_once_whatever_its_delay_within_the_bound(int seed)
    {
        Random random = new(seed);
        List<(string Id, DateTimeOffset Time, DateTimeOffset VisibleAt)> history = [];
        for (int i = 0; i < 400; i++)
        {
            DateTimeOffset at = random.Next(4) == 0 ? Start.AddDays(-random.Next(0, 89)).AddSeconds(-random.Next(86400 / 2)) : Start.AddSeconds(random.Next(30 * 3600));
            int burst = random.Next(10) == 0 ? random.Next(30) : 1;
            for (int j = 0; j < burst; j++)
            {
                double delay = random.Next(20) == 0 ? random.Next(23 * 3600) : random.Next(900);
                history.Add(($"{i}-{j}", at, at.AddSeconds(delay)));
            }
        }

        StreamState stream = new() { Region = "us-east-1", Query = StreamQuery.Root };
        Dictionary<string, int> taken = [];
        DateTimeOffset? watermark = null;
        for (DateTimeOffset now = Start; now < Start.AddDays(9); now = now.AddSeconds(random.Next(60, 600)))
        {
            (stream, Sweep live) = CloudTrailTail.PlanLive(stream, now, Lateness);
            stream = Take(stream, live, now);
            (stream, Sweep? hole) = CloudTrailTail.PlanHole(stream, now, Lateness);
            stream = hole is null ? stream : Take(stream, hole, now);
            Assert.False(stream.Watermark < watermark, "the watermark went back");
            watermark = stream.Watermark;
            Assert.Empty(history.Where(e => e.Time <= watermark && e.Time >= live.Start - Lateness && e.VisibleAt <= e.Time + Lateness && !taken.ContainsKey(e.Id)).Select(e => $"{e.Id} at {e.Time:O} was passed over by {watermark:O}"));
        }

        Assert.Empty(stream.Holes);
        Assert.Empty(history.Where(e => taken.GetValueOrDefault(e.Id) != 1).Select(e => $"{e.Id} at {e.Time:O} visible {e.VisibleAt:O}: {taken.GetValueOrDefault(e.Id)} times"));

        StreamState Take(StreamState before, Sweep sweep, DateTimeOffset now)
        {
            Event[] found = [.. history.Where(e => e.VisibleAt <= now && e.Time >= sweep.Start && e.Time <= sweep.End).OrderByDescending(e => e.Time)
                .Select(e => new Event { EventId = e.Id, EventTime = e.Time, CloudTrailEvent = "{}" })];
            int cap = random.Next(3) == 0 ? random.Next(1, 60) : int.MaxValue;
            bool cut = found.Length > cap && found[cap - 1].EventTime < sweep.End;
            SweepReading reading = random.Next(15) == 0
                ? new SweepReading([], false, null, 0, new StreamTrouble(WatchStatus.Degraded, "throttled: x", now, 0))
                : cut ? new SweepReading(found[..cap], false, found[cap - 1].EventTime, 1, null) : new SweepReading(found, true, null, 1, null);
            (StreamState after, IReadOnlyList<NewEvent> added) = CloudTrailTail.Take(before, sweep, reading, now, Lateness, Backfill, static _ => false);
            foreach (NewEvent e in added)
            {
                taken[e.Key] = taken.GetValueOrDefault(e.Key) + 1;
            }

            return after;
        }
    }

    /// <summary>All shows up at once; meanwhile a second event does so under the burst, after that part of it was read.</summary>
    [Theory]
    [InlineData(51, 50)]
    [InlineData(51, 10_000)]
    [InlineData(300, 50)]
    public void A_burst_hides_what_came_before_it_for_no_longer_than_its_pages_take(int pages, int eventsPerSecond)
    {
        DateTimeOffset now = Start, before = Start.AddSeconds(20);
        StreamState stream = Drained(new StreamState { Region = "us-east-1", Query = StreamQuery.Root }, now) with { Holes = [] };
        List<(string Id, DateTimeOffset Time, DateTimeOffset VisibleAt)> history = [("before", before, Start)];
        for (int i = 0; i < pages * SweepReading.PageSize; i++)
        {
            history.Add(($"burst {i}", before.AddSeconds(1 + i / eventsPerSecond), Start));
        }

        now = history.Max(e => e.Time).AddSeconds(40);
        history.Add(("late", before, now.AddMinutes(2)));
        HashSet<string> met = [];
        int read = 0, readBefore = 0, readLate = 0;
        for (int turn = 0; !met.Contains("late"); turn++, now = now.AddSeconds(20))
        {
            (stream, Sweep live) = CloudTrailTail.PlanLive(stream, now, Lateness);
            Take(live);
            (stream, Sweep? hole) = CloudTrailTail.PlanHole(stream, now, Lateness);
            if (hole is not null)
            {
                Take(hole);
            }

            readBefore = met.Contains("before") ? readBefore : read;
            readLate = now <= history[^1].VisibleAt ? read : readLate;
            Assert.True(turn < pages, $"{turn} turns and {read} pages, and met {string.Join(' ', met)}: {string.Join(", ", stream.Holes)}");
        }

        // Each turn takes as many pages from the top as from the backlog.
        Assert.True(readBefore <= pages * 2, $"{readBefore} pages until the event before");
        Assert.True(read - readLate <= pages * 4, $"{read - readLate} pages until the late event: the round under way, and the next");

        void Take(Sweep sweep)
        {
            SweepReading reading = Turn(history, sweep, now);
            (stream, IReadOnlyList<NewEvent> added) = CloudTrailTail.Take(stream, sweep, reading, now, Lateness, Backfill, static _ => false);
            met.UnionWith(added.Where(e => !e.Key.StartsWith("burst", StringComparison.Ordinal)).Select(e => e.Key));
            read += reading.Pages;
        }
    }

    /// <summary>It shows up below where the backlog began, after that was read; the watermark would have waited for it, and for the backlog's end.</summary>
    [Fact]
    public void A_late_event_does_not_wait_for_the_end_of_a_long_backlog()
    {
        DateTimeOffset back = Start.AddDays(40);
        List<(string Id, DateTimeOffset Time, DateTimeOffset VisibleAt)> history = [("late", back.AddMinutes(-10), back.AddMinutes(3))];
        history.AddRange(Enumerable.Range(0, 1_800).Select(i => ($"new {i}", back.AddSeconds(-i / 2), Start)));
        history.AddRange(Enumerable.Range(20, 39 * 24 * 60).Select(i => ($"old {i}", back.AddMinutes(-i), Start)));
        StreamState stream = Drained(new StreamState { Region = "us-east-1", Query = StreamQuery.Root }, Start) with { Holes = [] };
        DateTimeOffset now = back;
        for (bool found = false; !found; now = now.AddMinutes(1))
        {
            Assert.True(now < back + Lateness, $"not found by {now:O}: {string.Join(", ", stream.Holes)}");
            (stream, Sweep live) = CloudTrailTail.PlanLive(stream, now, Lateness);
            (stream, IReadOnlyList<NewEvent> added) = CloudTrailTail.Take(stream, live, Turn(history, live, now), now, Lateness, Backfill, static _ => false);
            found = added.Any(e => e.Key == "late");
            (stream, Sweep? hole) = CloudTrailTail.PlanHole(stream, now, Lateness);
            (stream, added) = CloudTrailTail.Take(stream, hole!, Turn(history, hole!, now), now, Lateness, Backfill, static _ => false);
            found |= added.Any(e => e.Key == "late");
        }

        Assert.Contains(stream.Holes, hole => hole.Start < Start.AddDays(1));
    }

    [Fact]
    public void A_sweep_that_failed_moves_nothing()
    {
        StreamState stream = Drained(new StreamState { Region = "us-east-1", Query = StreamQuery.Root }, Start);
        (StreamState planned, Sweep sweep) = CloudTrailTail.PlanLive(stream, Start.AddMinutes(5), Lateness);
        (StreamState after, _) = CloudTrailTail.Take(
            planned, sweep, new SweepReading([], false, null, 0, new StreamTrouble(WatchStatus.Blind, "denied: x", Start, 0)), Start.AddMinutes(5), Lateness, Backfill, static _ => false);
        Assert.Equal((stream.Front, stream.Watermark), (after.Front, after.Watermark));
        Assert.Equal(WatchStatus.Blind, after.Trouble!.Status);
    }

    [Fact]
    public void An_outage_longer_than_the_history_is_one_named_loss()
    {
        StreamState stream = Drained(new StreamState { Region = "us-east-1", Query = StreamQuery.Root }, Start) with { Holes = [] };
        (stream, Sweep sweep) = CloudTrailTail.PlanLive(stream, Start.AddDays(100), Lateness);
        LostStretch lost = Assert.Single(stream.Lost);
        Assert.InRange((lost.End - lost.Start - TimeSpan.FromDays(10)).TotalMinutes, -30, 30);
        Assert.Equal(lost.End, sweep.Start);
    }

    [Fact]
    public void After_an_outage_the_sweep_goes_back_to_where_it_was()
    {
        StreamState stream = Drained(new StreamState { Region = "us-east-1", Query = StreamQuery.Root }, Start) with { Holes = [] };
        (_, Sweep sweep) = CloudTrailTail.PlanLive(stream, Start.AddDays(20), Lateness);
        Assert.True(sweep.Start <= stream.Watermark);
    }

    /// <summary>As much as the reader reads at a time.</summary>
    private static SweepReading Turn(List<(string Id, DateTimeOffset Time, DateTimeOffset VisibleAt)> history, Sweep sweep, DateTimeOffset now)
    {
        Event[] found = [.. history.Where(e => e.VisibleAt <= now && e.Time >= sweep.Start && e.Time <= sweep.End).OrderByDescending(e => e.Time)
            .Select(e => new Event { EventId = e.Id, EventTime = e.Time, CloudTrailEvent = "{}" })];
        int count = Math.Min(found.Length, SweepReader.PagesPerTurn * SweepReading.PageSize);
        // Where all is of the sweep's last second, it reads on.
        while (count < found.Length && found[count - 1].EventTime == sweep.End)
        {
            count = Math.Min(found.Length, count + SweepReading.PageSize);
        }

        int pages = Math.Max(1, (count + SweepReading.PageSize - 1) / SweepReading.PageSize);
        return count == found.Length ? new SweepReading(found, true, null, pages, null) : new SweepReading(found[..count], false, found[count - 1].EventTime, pages, null);
    }

    private static StreamState Drained(StreamState stream, DateTimeOffset now)
    {
        (stream, Sweep sweep) = CloudTrailTail.PlanLive(stream, now, Lateness);
        return CloudTrailTail.Take(stream, sweep, new SweepReading([], true, null, 1, null), now, Lateness, Backfill, static _ => false).Stream;
    }
}
