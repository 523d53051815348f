using Orleans.Storage;
using RootWatch.Server.Accounts;
using RootWatch.Server.Alerts;
using RootWatch.Server.Fleet;
using RootWatch.Server.Hosting;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Heartbeats;

/// <summary>A timer round <see cref="HeartbeatRound"/>; one in a cluster, on a silo that has the settings for it.</summary>
/// <remarks>If two activations live for a moment, the receiver hears twice, which says nothing wrong.</remarks>
[Orleans.Placement.PreferLocalPlacement]
internal sealed class HeartbeatGrain : Grain, IHeartbeatGrain, IDisposable
{
    private readonly HeartbeatOptions _options;
    private readonly HeartbeatStatus _status;
    private readonly HeartbeatRound _round;
    private readonly Canary _canary;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _end = new();
    private IGrainTimer? _timer;

    public HeartbeatGrain(
        [PersistentState("canary", DocumentStorage.ProviderName)] IPersistentState<AccountDocument> canary,
        IGrainFactory grains,
        HeartbeatOptions options,
        HeartbeatStatus status,
        HeartbeatSender sender,
        DocumentStorageProbe store,
        AlertHub hub,
        TimeProvider time,
        SteadyTime steady)
    {
        _options = options;
        _status = status;
        _canary = new Canary(canary, grains, hub, steady);
        _time = time;
        _round = new HeartbeatRound(
            options,
            async cancellationToken => await store.Check(cancellationToken) is { Ready: false } trouble ? trouble.Reason : null,
            () => Patrols.Sight(grains, time),
            _canary.Pass,
            sender.Send);
    }

    public Task Keep()
    {
        _timer ??= this.RegisterGrainTimer(
            static (self, _) => self.Turn(), this, new GrainTimerCreationOptions(TimeSpan.FromMilliseconds(20), Timeout.InfiniteTimeSpan) { KeepAlive = true });
        DelayDeactivation(TimeSpan.FromMinutes(10));
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await _end.CancelAsync();
        _timer?.Dispose();
        _timer = null;
        _status.Leave();
    }

    public void Dispose()
    {
        _canary.Dispose();
        _end.Dispose();
    }

    private async Task Turn()
    {
        long began = _time.GetTimestamp();
        try
        {
            _status.Take(await _round.Run(_end.Token));
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            return;
        }
        catch (InconsistentStateException)
        {
            // Another activation has the canary.
            DeactivateOnIdle();
            return;
        }

        TimeSpan rest = _options.Interval - _time.GetElapsedTime(began);
        _timer?.Change(rest > TimeSpan.FromMilliseconds(20) ? rest : TimeSpan.FromMilliseconds(20), Timeout.InfiniteTimeSpan);
    }
}
