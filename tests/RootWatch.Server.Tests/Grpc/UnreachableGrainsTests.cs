using Grpc.Core;
using Microsoft.Extensions.Logging.Testing;
using Orleans.Runtime;
using RootWatch.Server.Grpc;
using RootWatch.Server.Storage;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Grpc;

/// <summary>What a client is told while grains cannot be reached, as after a silo has died: that it is to try again, whatever Orleans says of it.</summary>
public sealed class UnreachableGrainsTests(ApiHost host) : IClassFixture<ApiHost>
{
    public static TheoryData<string> Ways => new("cancelled", "rejected", "timeout");

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Lists_name_the_accounts(string way)
    {
        using IDisposable lost = host.Unreachable(Trouble(way));

        ListAccountsResponse accounts = await host.Accounts.ListAccountsAsync(new ListAccountsRequest(), ApiHost.As("acme"));
        ListPostureResponse posture = await host.Posture.ListPostureAsync(new ListPostureRequest(), ApiHost.As("acme"));

        Assert.Equal(["111122223333", "111122224444"], accounts.Unreachable);
        Assert.Equal(accounts.Unreachable, posture.Unreachable);
        Assert.Empty(accounts.Accounts);
        Assert.Empty(posture.Accounts);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task What_is_asked_of_one_is_unavailable(string way)
    {
        using IDisposable lost = host.Unreachable(Trouble(way));
        const string account = "111122223333";
        Metadata acme = ApiHost.As("acme");

        await IsUnavailable(host.Accounts.GetAccountAsync(new GetAccountRequest { AccountId = account }, acme));
        await IsUnavailable(host.Posture.GetPostureAsync(new GetPostureRequest { AccountId = account }, acme));
        await IsUnavailable(host.Posture.GetChecklistAsync(new GetChecklistRequest { AccountId = account }, acme));
        await IsUnavailable(host.Alerts.ListAlertsAsync(new ListAlertsRequest(), acme));
        await IsUnavailable(host.Drills.GetDrillAsync(new GetDrillRequest { DrillId = $"D-{account}-1" }, acme));
    }

    /// <summary>Each client comes back every few seconds, for as long as it takes.</summary>
    [Fact]
    public async Task That_a_log_cannot_be_read_is_a_line_for_each_outage_however_many_come_to_read_it()
    {
        FakeLogger<LogReader> log = new();
        LogReader reader = new(host.Grains, log);
        for (int outage = 0; outage < 2; outage++)
        {
            using (host.Unreachable(Trouble("timeout")))
            {
                for (int client = 0; client < 3; client++)
                {
                    await Assert.ThrowsAsync<RpcException>(() => reader.Read("acme", LogPosition.Beginning, 1));
                }
            }

            await reader.Read("acme", LogPosition.Beginning, 1);
        }

        Assert.Equal(2, log.Collector.Count);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task A_stream_ends_and_goes_on_later(string way)
    {
        await host.Append("acme", "111122223333", 1, 2);
        string token;
        using (AsyncServerStreamingCall<WatchAlertsResponse> before = Watch(new WatchAlertsRequest { Start = WatchStart.Beginning }))
        {
            Assert.True(await before.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
            token = before.ResponseStream.Current.ResumeToken;
        }

        using (IDisposable lost = host.Unreachable(Trouble(way)))
        {
            using AsyncServerStreamingCall<WatchAlertsResponse> meanwhile = Watch(new WatchAlertsRequest { ResumeToken = token });
            RpcException ended = await Assert.ThrowsAsync<RpcException>(() => meanwhile.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
            Assert.Equal(StatusCode.Unavailable, ended.StatusCode);
        }

        using AsyncServerStreamingCall<WatchAlertsResponse> after = Watch(new WatchAlertsRequest { ResumeToken = token });
        Assert.True(await after.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal(WatchAlertsResponse.FrameOneofCase.Alert, after.ResponseStream.Current.FrameCase);
    }

    [Fact]
    public async Task One_log_that_is_damaged_keeps_nobody_elses_alerts_from_the_providers_own_stream()
    {
        await host.Append("acme", "111122224444", 1, 200);
        await host.Append("globex", "222233334444", 1, 5);
        await host.Alerts.ListAlertsAsync(new ListAlertsRequest { PageSize = 1000 }, ApiHost.As("acme"));
        host.Storage.Before = static (state, log) => state == "log-segment-00000000" && log.Key.ToString() == "acme"
            ? throw new DocumentStorageException(StorageTrouble.Damaged, "no JSON")
            : Task.CompletedTask;
        try
        {
            using AsyncServerStreamingCall<WatchAlertsResponse> all = host.Alerts.WatchAlerts(
                new WatchAlertsRequest(), ApiHost.As("*"), cancellationToken: TestContext.Current.CancellationToken);
            for (int n = 1; n <= 5; n++)
            {
                Assert.True(await all.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
                Assert.Equal(("globex", n), (all.ResponseStream.Current.Alert.TenantId, (int)all.ResponseStream.Current.Alert.Sequence));
            }

            RpcException ended = await Assert.ThrowsAsync<RpcException>(() => all.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
            Assert.Equal(StatusCode.Unavailable, ended.StatusCode);
            Assert.Contains("acme", ended.Status.Detail, StringComparison.Ordinal);
        }
        finally
        {
            host.Storage.Before = static (_, _) => Task.CompletedTask;
        }
    }

    private static Exception Trouble(string way) => way switch
    {
        "cancelled" => new TaskCanceledException(),
        "rejected" => new SiloUnavailableException(),
        _ => new TimeoutException(),
    };

    private static async Task IsUnavailable<T>(AsyncUnaryCall<T> call) =>
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync)).StatusCode);

    private AsyncServerStreamingCall<WatchAlertsResponse> Watch(WatchAlertsRequest request) =>
        host.Alerts.WatchAlerts(request, ApiHost.As("acme"), cancellationToken: TestContext.Current.CancellationToken);
}
