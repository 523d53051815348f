using Grpc.Core;
using Orleans.Runtime;
using RootWatch.Server.Alerts;
using RootWatch.V1;

namespace RootWatch.Server.Tests.Grpc;

/// <summary>A store that was restored from a backup goes on with other alerts under the numbers of those that a client has seen.</summary>
public sealed class RestoredLogTests : IAsyncLifetime
{
    private const string One = "111122223333";
    private const string Other = "111122224444";
    private readonly ApiHost _host = new();
    private string _beforeBackup = "";
    private string _afterBackup = "";
    private string _pageAfterBackup = "";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _host.InitializeAsync();
        await _host.Append("acme", One, 1, 3);
        _beforeBackup = (await Watched(new WatchAlertsRequest(), 3))[^1].ResumeToken;
        GrainState<AlertLogHead> backup = await Read();
        await _host.Append("acme", One, 4, 6);
        _afterBackup = (await Watched(new WatchAlertsRequest { ResumeToken = _beforeBackup }, 3))[^1].ResumeToken;
        _pageAfterBackup = (await _host.Alerts.ListAlertsAsync(new ListAlertsRequest { PageSize = 5 }, ApiHost.As("acme"))).NextPageToken;

        GrainState<AlertLogHead> now = await Read();
        now.State = backup.State;
        await _host.Storage.WriteStateAsync("log", Log, now);
        // What CloudTrail shows of another account comes first this time.
        await _host.Append("acme", Other, [.. Enumerable.Range(11, 3).Select(n => Alerts.SampleAlerts.Alert("acme", Other, n))], 1);
        await _host.Append("acme", One, 4, 6);
    }

    [Fact]
    public async Task A_token_of_what_the_log_does_not_hold_is_refused()
    {
        RpcException watch = await Assert.ThrowsAsync<RpcException>(() => Watched(new WatchAlertsRequest { ResumeToken = _afterBackup }, 1));
        RpcException list = await Assert.ThrowsAsync<RpcException>(() => _host.Alerts.ListAlertsAsync(new ListAlertsRequest { PageToken = _pageAfterBackup }, ApiHost.As("acme")).ResponseAsync);

        Assert.Equal((StatusCode.FailedPrecondition, StatusCode.FailedPrecondition), (watch.StatusCode, list.StatusCode));
        Assert.Contains("was restored or reset since this token was made: begin anew without a token", watch.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_of_what_the_backup_held_goes_on()
    {
        WatchAlertsResponse[] rest = await Watched(new WatchAlertsRequest { ResumeToken = _beforeBackup }, 6);

        Assert.Equal([4, 5, 6, 7, 8, 9], rest.Select(frame => frame.Alert.Sequence));
        Assert.Equal([Other, Other, Other, One, One, One], rest.Select(frame => frame.Alert.AccountId));
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private GrainId Log => _host.Grains.GetGrain<IAlertLogGrain>("acme").GetGrainId();

    private async Task<GrainState<AlertLogHead>> Read()
    {
        GrainState<AlertLogHead> head = new() { State = new AlertLogHead() };
        await _host.Storage.ReadStateAsync("log", Log, head);
        return head;
    }

    private async Task<WatchAlertsResponse[]> Watched(WatchAlertsRequest request, int count)
    {
        using AsyncServerStreamingCall<WatchAlertsResponse> call = _host.Alerts.WatchAlerts(request, ApiHost.As("acme"), cancellationToken: Cancelled);
        List<WatchAlertsResponse> frames = [];
        while (frames.Count < count && await call.ResponseStream.MoveNext(Cancelled))
        {
            if (call.ResponseStream.Current.Alert is not null)
            {
                frames.Add(call.ResponseStream.Current);
            }
        }

        return [.. frames];
    }
}
