using System.Collections.Immutable;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using Orleans.Storage;
using RootWatch.Server.Alerts;
using RootWatch.Server.Storage;
using RootWatch.Server.Tests.Grpc;

namespace RootWatch.Server.Tests.Alerts;

/// <summary>A log of which parts were put back to what a backup holds. Each activation knows what it has read itself.</summary>
public sealed class RestoredStoreTests(ApiHost host) : IClassFixture<ApiHost>
{
    private const string One = "111122223333";
    private const string Other = "111122224444";

    [Fact]
    public async Task Segments_that_the_restored_head_does_not_cover_give_way_to_what_comes()
    {
        AlertLogGrain log = await Activate("over");
        await log.Append(One, Entries(One, 1, 60));
        AlertLogHead backup = await Head("over");
        await log.Append(One, Entries(One, 61, 300));

        await Restore("over", backup);
        log = await Activate("over");
        await log.Append(Other, Entries(Other, 1, 300));

        await AssertHolds("over", [.. Entries(One, 1, 60), .. Entries(Other, 1, 300)]);
    }

    public static TheoryData<int, bool> Steps => new MatrixTheoryData<int, bool>([1, 2, 3, 4, 5], [false, true]);

    /// <summary>The restore comes right before one of the reads and writes with which the activation overwrites a segment.</summary>
    [Theory]
    [MemberData(nameof(Steps))]
    public async Task An_activation_that_outlives_the_restore_overwrites_nothing_that_the_restored_log_covers(int step, bool isSegmentThere)
    {
        string tenant = $"outlived-{step}-{isSegmentThere}";
        AlertLogGrain log = await Activate(tenant);
        await log.Append(One, Entries(One, 1, 40));
        AlertLogHead backup = await Head(tenant);
        await log.Append(One, Entries(One, 41, 70));
        AlertLogHead newer = await Head(tenant);
        // The segment that is there is another log's, or the very one that the restored log will write.
        await GoOnFrom(tenant, backup, isSegmentThere ? 0 : 1000);
        await Restore(tenant, newer);
        log = await Activate(tenant);

        int met = 0;
        host.Storage.Before = async (state, id) =>
        {
            if (id.Key.ToString() == tenant && ++met == step)
            {
                await GoOnFrom(tenant, backup, 0);
            }
        };
        try
        {
            await Assert.ThrowsAsync<InconsistentStateException>(() => log.Append(One, Entries(One, 71, 71)));
        }
        finally
        {
            host.Storage.Before = static (_, _) => Task.CompletedTask;
        }

        await AssertHolds(tenant, [.. Entries(One, 1, 40), .. Entries(Other, 1, 41)]);
    }

    [Fact]
    public async Task What_lies_where_a_segment_belongs_and_cannot_be_read_is_named()
    {
        AlertLogGrain log = await Activate("unreadable");
        await log.Append(One, Entries(One, 1, 64));
        await host.Storage.WriteStateAsync("log-segment-00000000", Id("unreadable"), new GrainState<AlertLogSegment>(new AlertLogSegment()));
        int met = 0;
        host.Storage.Before = (state, _) => state == "log-segment-00000000" && ++met == 2 ? throw new DocumentStorageException(StorageTrouble.Damaged, "no JSON") : Task.CompletedTask;
        try
        {
            AlertLogDamagedException damage = await Assert.ThrowsAsync<AlertLogDamagedException>(() => log.Append(One, Entries(One, 65, 65)));
            Assert.Contains("log-segment-00000000 of the alert log unreadable", damage.Message, StringComparison.Ordinal);
        }
        finally
        {
            host.Storage.Before = static (_, _) => Task.CompletedTask;
        }
    }

    [Fact]
    public async Task A_log_whose_head_is_gone_goes_on_behind_its_segments_and_overwrites_none()
    {
        AlertLogGrain log = await Activate("headless");
        await log.Append(One, Entries(One, 1, 100));
        await log.Append(Other, Entries(Other, 1, 50));
        await log.Append(Other, Entries(Other, 51, 51));
        // 23 of the second account lie in the head alone.
        LogPage before = await log.Read(0, 1000);
        await Lose("headless");

        log = await Activate("headless");
        LogPage after = await log.Read(128, 1000);
        Assert.Equal((before.Epoch, 128, before.Alerts[127].Mark), (after.Epoch, after.LastSeq, after.LastMark));
        Assert.Equal([], await Tell(log, [], 101));
        Assert.Equal([101], await Tell(await Activate("headless"), Entries(One, 101, 101), 102));

        await AssertHolds("headless", [.. Entries(One, 1, 100), .. Entries(Other, 1, 28), .. Entries(One, 101, 101)]);
    }

    [Fact]
    public async Task Segments_of_an_earlier_life_are_no_log_that_has_lost_its_head()
    {
        AlertLogGrain log = await Activate("lives");
        await log.Append(One, Entries(One, 1, 200));
        await Lose("lives");
        GrainState<AlertLogSegment> first = new(new AlertLogSegment());
        await host.Storage.ReadStateAsync("log-segment-00000000", Id("lives"), first);
        await host.Storage.ClearStateAsync("log-segment-00000000", Id("lives"), first);

        log = await Activate("lives");
        await log.Append(Other, Entries(Other, 1, 70));
        await Lose("lives");

        await AssertHolds("lives", Entries(Other, 1, 64));
    }

    [Fact]
    public async Task What_an_account_raises_is_told_once_though_the_log_is_older_than_its_outbox()
    {
        AlertLogGrain log = await Activate("older");
        await log.Append(One, Entries(One, 1, 3));
        AlertLogHead backup = await Head("older");
        await log.Append(One, Entries(One, 4, 5));
        await Restore("older", backup);
        AlertLogGrain lagging = await Activate("older");
        log = await Activate("older");

        // 4 was told and is gone; 5 is still in the outbox, as the account died before it had stored that it was told.
        Assert.Equal([5], await Tell(log, Entries(One, 5, 5), 6));
        Assert.Equal([6, 7], await Tell(log, Entries(One, 6, 7), 8));
        // As of an activation that does not know of it, and after a crash before the account stored it.
        Assert.Equal([], await Tell(lagging, Entries(One, 5, 7), 8));
        Assert.Equal([8], await Tell(lagging, Entries(One, 8, 8), 9));

        await AssertHolds("older", [.. Entries(One, 1, 3), .. Entries(One, 5, 8)]);
    }

    [Fact]
    public async Task An_empty_outbox_goes_on_with_its_numbers_in_a_log_that_is_older()
    {
        AlertLogGrain log = await Activate("emptied");
        await log.Append(One, Entries(One, 1, 3));

        Assert.Equal([], await Tell(log, [], 77));
        Assert.Equal([77], await Tell(await Activate("emptied"), Entries(One, 77, 77), 78));

        await AssertHolds("emptied", [.. Entries(One, 1, 3), .. Entries(One, 77, 77)]);
    }

    [Fact]
    public async Task An_activation_of_the_log_that_lags_is_no_restored_log()
    {
        AlertLogGrain lagging = await Activate("lagging");
        AlertLogGrain log = await Activate("lagging");
        await log.Append(One, Entries(One, 1, 70));
        long writes = 0;
        host.Storage.Before = (state, id) =>
        {
            writes++;
            return Task.CompletedTask;
        };

        await lagging.GoOnAfter(One, 70);

        host.Storage.Before = static (_, _) => Task.CompletedTask;
        Assert.Equal(1, writes);
        Assert.Equal([71], await Tell(lagging, Entries(One, 71, 71), 72));
        await AssertHolds("lagging", Entries(One, 1, 71));
    }

    /// <summary>What a restore from a backup looks like to an activation that read the store before another one wrote it.</summary>
    [Fact]
    public async Task Nothing_is_passed_over_on_the_word_of_a_head_that_is_not_the_stored_one_any_more()
    {
        AlertLogGrain log = await Activate("raced");
        await log.Append(One, Entries(One, 1, 3));
        AlertLogGrain other = await Activate("raced");
        int met = 0;
        host.Storage.Before = async (state, id) =>
        {
            // Between the reading and the writing.
            if (id.Key.ToString() == "raced" && ++met == 2)
            {
                await other.Append(One, Entries(One, 4, 5));
            }
        };

        await Assert.ThrowsAsync<InconsistentStateException>(() => log.GoOnAfter(One, 5));

        host.Storage.Before = static (_, _) => Task.CompletedTask;
        await AssertHolds("raced", Entries(One, 1, 5));
        Assert.Equal(5, (await Head("raced")).HighWater[One]);
    }

    /// <summary>As an account does it after it was activated; returns what the log took of it.</summary>
    private async Task<IEnumerable<long>> Tell(AlertLogGrain log, OutboxEntry[] outbox, long nextOutSeq)
    {
        long before = (await Read(log)).Count;
        (ImmutableList<OutboxEntry> left, long next) = await AlertOutbox.Align(log, One, [.. outbox], nextOutSeq);
        Assert.Equal(nextOutSeq, next);
        Assert.Empty(await AlertOutbox.Deliver(log, "acme", One, left));
        return (await Read(log)).Skip((int)before).Select(alert => long.Parse(AlertJson.Read(alert.AlertJson).EventId["event-".Length..], CultureInfo.InvariantCulture));

        static async Task<IReadOnlyList<LoggedAlert>> Read(AlertLogGrain log)
        {
            // Whoever asks for more than an activation knows makes it look.
            await log.Read(1000, 1);
            return (await log.Read(0, 1000)).Alerts;
        }
    }

    /// <summary>The log as of the backup takes other alerts than those that came before the restore.</summary>
    private async Task GoOnFrom(string tenant, AlertLogHead backup, int number)
    {
        await Restore(tenant, backup);
        AlertLogGrain log = await Activate(tenant);
        await log.Append(Other, [.. Entries(Other, number + 1, number + 40).Select((entry, n) => entry with { OutSeq = n + 1 })]);
        await log.Append(Other, [.. Entries(Other, number + 41, number + 41).Select(entry => entry with { OutSeq = 41 })]);
    }

    private async Task AssertHolds(string tenant, IEnumerable<OutboxEntry> entries)
    {
        LogPage page = await (await Activate(tenant)).Read(0, 1000);
        Assert.Equal(entries.Select(entry => entry.AlertJson), page.Alerts.Select(alert => alert.AlertJson));
        Assert.Equal(Enumerable.Range(1, page.Alerts.Count).Select(n => (long)n), page.Alerts.Select(alert => alert.Seq));
    }

    private async Task<AlertLogGrain> Activate(string tenant)
    {
        StoredHead head = new(host.Storage, Id(tenant));
        await head.ReadStateAsync();
        return new AlertLogGrain(head, host.Storage, LogContext.Of(Id(tenant)), TimeProvider.System, NullLogger<AlertLogGrain>.Instance);
    }

    private async Task<AlertLogHead> Head(string tenant)
    {
        StoredHead head = new(host.Storage, Id(tenant));
        await head.ReadStateAsync();
        return head.State;
    }

    private async Task Restore(string tenant, AlertLogHead backup)
    {
        StoredHead head = new(host.Storage, Id(tenant));
        await head.ReadStateAsync();
        head.State = backup;
        await head.WriteStateAsync();
    }

    private async Task Lose(string tenant)
    {
        GrainState<AlertLogHead> head = new(new AlertLogHead());
        await host.Storage.ReadStateAsync("log", Id(tenant), head);
        await host.Storage.ClearStateAsync("log", Id(tenant), head);
    }

    private GrainId Id(string tenant) => host.Grains.GetGrain<IAlertLogGrain>(tenant).GetGrainId();

    private static OutboxEntry[] Entries(string account, int first, int last) =>
        [.. Enumerable.Range(first, last - first + 1).Select(n => SampleAlerts.Entry("acme", account, n))];

    /// <summary>The head as Orleans hands it to an activation.</summary>
    private sealed class StoredHead(IGrainStorage storage, GrainId id) : IPersistentState<AlertLogHead>
    {
        private readonly GrainState<AlertLogHead> _held = new() { State = new AlertLogHead() };

        public AlertLogHead State
        {
            get => _held.State!;
            set => _held.State = value;
        }

        public string Etag => _held.ETag!;

        public bool RecordExists => _held.RecordExists;

        public Task ReadStateAsync() => storage.ReadStateAsync("log", id, _held);

        public Task WriteStateAsync() => storage.WriteStateAsync("log", id, _held);

        public Task ClearStateAsync() => throw new NotSupportedException();
    }
}
