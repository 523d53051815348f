using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans.Runtime;
using Orleans.Storage;
using RootWatch.Server.Alerts;
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
        host.Storage.Before = (state, _) => state == "log-segment-00000000" && ++met == 2 ? throw new JsonException("no JSON") : Task.CompletedTask;
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
