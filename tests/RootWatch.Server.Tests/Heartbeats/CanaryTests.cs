using System.Text.Json;
using Orleans.Runtime;
using RootWatch.Detection.Alerts;
using RootWatch.Detection.Tenants;
using RootWatch.Server.Accounts;
using RootWatch.Server.Alerts;
using RootWatch.Server.Fleet;
using RootWatch.Server.Heartbeats;
using RootWatch.Server.Tests.Grpc;

namespace RootWatch.Server.Tests.Heartbeats;

/// <summary>The canary's way through a real log of a real silo.</summary>
public sealed class CanaryTests(ApiHost host) : IClassFixture<ApiHost>, IDisposable
{
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(60);

    private readonly Document _document = new();

    /// <summary>One turn at a time, as in its grain: a reading that ended while another thread ends a turn would wake nobody.</summary>
    private readonly TaskScheduler _turns = new ConcurrentExclusiveSchedulerPair().ExclusiveScheduler;

    public void Dispose() => host.Storage.Fail(0, 0);

    [Fact]
    public async Task Each_event_comes_out_of_the_log_once_and_nobody_else_reads_that_log()
    {
        using Canary canary = New();
        long before = (await Log.Read(0, 1)).LastSeq;
        for (int i = 0; i < 3; i++)
        {
            Assert.Null(await Pass(canary));
        }

        Alert[] told = [.. (await Log.Read(before, 1000)).Alerts.Select(logged => AlertJson.Read(logged.AlertJson)).Where(alert => alert.RuleId == CanaryAccount.RuleId)];
        Assert.Equal(3, told.Length);
        Assert.Distinct(told.Select(alert => alert.EventId));
        Assert.All(told, alert => Assert.Equal((CanaryAccount.TenantId, CanaryAccount.AccountId, "rootwatch-canary"), (alert.TenantId, alert.AccountId, alert.UserAgent)));
        Assert.False(TenantId.IsValid(CanaryAccount.TenantId));
        Assert.DoesNotContain((await host.Alerts.ListAlertsAsync(new V1.ListAlertsRequest(), ApiHost.As(TenantId.All))).Alerts, alert => alert.TenantId == CanaryAccount.TenantId);
    }

    [Fact]
    public async Task A_log_that_takes_nothing_is_noticed_in_time_and_so_is_that_it_does_again()
    {
        using Canary canary = New();
        Assert.Null(await Pass(canary));
        host.Storage.Only = "log";
        host.Storage.Fail(1, 1);
        try
        {
            Assert.StartsWith("an event of the canary did not come out of the alert log within 2 s", await Pass(canary, TimeSpan.FromSeconds(2)), StringComparison.Ordinal);
        }
        finally
        {
            host.Storage.Fail(0, 0);
            host.Storage.Only = null;
        }

        Assert.Null(await Pass(canary));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_store_that_fails_now_and_then_doubles_no_event(int seed)
    {
        using Canary canary = New();
        host.Storage.Fail(0.3, seed);
        for (int i = 0; i < 4; i++)
        {
            Assert.Null(await Pass(canary));
        }

        Assert.True(host.Storage.Faults > 0, "the store did not fail: the test shows nothing");
    }

    [Fact]
    public async Task One_that_hangs_in_the_store_is_waited_for_before_the_next_is_sent()
    {
        using Canary canary = New();
        Assert.Null(await Pass(canary));
        TaskCompletionSource held = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _document.Held = held.Task;
        int writes = _document.Writes;
        Task<string?> hanging = Pass(canary);
        Assert.True(await Journeys.Eventually.Holds(Within, () => Task.FromResult(_document.Writes == writes + 1)));

        Assert.StartsWith("an event of the canary did not come out", await Pass(canary, TimeSpan.FromMilliseconds(200)), StringComparison.Ordinal);
        Assert.Equal(writes + 1, _document.Writes);
        Assert.False(hanging.IsCompleted);

        _document.Held = Task.CompletedTask;
        held.SetResult();
        Assert.Null(await hanging);
        Assert.Null(await Pass(canary));
    }

    [Fact]
    public async Task An_event_that_is_told_twice_is_no_success()
    {
        using Canary canary = New();
        Assert.Null(await Pass(canary));
        LogPage page = await Log.Read(0, 1000);
        string twice = page.Alerts.Last(logged => AlertJson.Read(logged.AlertJson).RuleId == CanaryAccount.RuleId).AlertJson;
        long next = await Log.Append("999999999999", []) + 1;
        await Log.Append("999999999999", [new OutboxEntry(next, twice)]);

        Assert.Equal("an event of the canary was told twice", await Pass(canary));
    }

    [Fact]
    public async Task What_is_remembered_of_the_canary_does_not_grow_without_end()
    {
        using Canary canary = new(_document, host.Grains, host.Hub, TimeProvider.System, eventsMax: 70);
        int longest = 0;
        for (int i = 0; i < 220; i++)
        {
            // Less than the half minute after which an account is looked at that nothing woke.
            Assert.Null(await Pass(canary, TimeSpan.FromSeconds(20)));
            longest = Math.Max(longest, _document.Length);
        }

        LogPage page = await Log.Read(0, 1000);
        Assert.InRange(page.FirstSeq, 2, page.LastSeq - 1);
        Assert.InRange(page.LastSeq - page.FirstSeq, 1, 70 + (2 * AlertLogSegments.Size) + 20);
        Assert.Equal(page.FirstSeq, page.Alerts[0].Seq);
        Assert.InRange(longest, 1, 64 * 1024);
    }

    [Fact]
    public async Task The_log_of_a_tenant_is_never_cut()
    {
        await host.Append("uncut", "111122223333", 1, 200);

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.Grains.GetGrain<ICanaryLogGrain>("uncut").Forget(128));
        Assert.Equal(200, (await host.Grains.GetGrain<IAlertLogGrain>("uncut").Read(0, 1000)).Alerts.Count);
    }

    private IAlertLogGrain Log => host.Grains.GetGrain<IAlertLogGrain>(CanaryAccount.TenantId);

    private Canary New() => new(_document, host.Grains, host.Hub, TimeProvider.System);

    private Task<string?> Pass(Canary canary, TimeSpan? within = null) => Task.Factory.StartNew(
        () => canary.Pass(within ?? Within, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken, TaskCreationOptions.None, _turns).Unwrap();

    private sealed class Document : IPersistentState<AccountDocument>
    {
        private string _written = JsonSerializer.Serialize(new AccountDocument());

        public int Length => _written.Length;

        public int Writes { get; private set; }

        /// <summary>Until then a write does not end.</summary>
        public Task Held { get; set; } = Task.CompletedTask;

        public AccountDocument State { get; set; } = new();

        public string Etag => "1";

        public bool RecordExists => true;

        public Task ReadStateAsync()
        {
            State = JsonSerializer.Deserialize<AccountDocument>(_written)!;
            return Task.CompletedTask;
        }

        public Task WriteStateAsync()
        {
            Writes++;
            _written = JsonSerializer.Serialize(State);
            return Held;
        }

        public Task ClearStateAsync() => throw new NotSupportedException();
    }
}
