using Microsoft.Extensions.Options;
using Orleans.Storage;
using RootWatch.Server.Alerts;
using RootWatch.Server.Metrics;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Accounts;

/// <summary>
/// The shell that waits, round <see cref="AccountPoll"/> that decides: a timer, an activation's life, and nothing else.
/// Correct without the promise of a single activation: the etag of the document decides between two.
/// </summary>
// The default placement would put nearly all accounts of a patrol on the patrol's own silo.
[Orleans.Placement.RandomPlacement]
internal sealed class AccountGrain : Grain, IAccountGrain, IDisposable
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);

    private readonly ILogger<AccountGrain> _logger;
    private readonly AccountPoll _poll;
    private IGrainTimer? _timer;

    public AccountGrain(
        [PersistentState("account", DocumentStorage.ProviderName)] IPersistentState<AccountDocument> document,
        IGrainContext context,
        IGrainFactory grains,
        IAwsCalls aws,
        ServerClock clock,
        RootWatchMeter meter,
        IOptions<PollOptions> options,
        TimeProvider time,
        ILogger<AccountGrain> logger)
    {
        _logger = logger;
        _poll = new AccountPoll(document, context.GrainId.Key.ToString()!, new AccountSurroundings(
            aws, options.Value, clock, meter, time, tenant => grains.GetGrain<IAlertLogGrain>(tenant), logger));
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _poll.Wake = () => _timer?.Change(Shortest, Timeout.InfiniteTimeSpan);
        return Task.CompletedTask;
    }

    public Task<AccountSnapshot> Watch(AccountRegistration registration)
    {
        _poll.Register(registration);
        _timer ??= this.RegisterGrainTimer(
            static (self, _) => self.Turn(), this,
            new GrainTimerCreationOptions(Shortest, Timeout.InfiniteTimeSpan) { KeepAlive = true });
        // The patrol's call also keeps the activation from being collected as idle.
        DelayDeactivation(TimeSpan.FromMinutes(10));
        return Task.FromResult(_poll.Snapshot!);
    }

    public Task Pause(string reason)
    {
        _logger.LogInformation("account {Account} is no longer watched: {Reason}", this.GetPrimaryKeyString(), reason);
        _poll.Pause();
        if (_poll.IsDone)
        {
            DeactivateOnIdle();
        }

        return Task.CompletedTask;
    }

    public Task<AccountSnapshot?> GetSnapshot() => Task.FromResult(_poll.Snapshot);

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _timer?.Dispose();
        _timer = null;
        try
        {
            await _poll.Leave();
        }
        catch (Exception trouble)
        {
            _logger.LogInformation("account {Account}: progress was not stored at the end and will be read again: {Trouble}", this.GetPrimaryKeyString(), trouble.Message);
        }
    }

    public void Dispose() => _poll.Dispose();

    private async Task Turn()
    {
        TimeSpan next = TimeSpan.FromSeconds(5);
        try
        {
            next = await _poll.Turn();
        }
        catch (InconsistentStateException)
        {
            _logger.LogWarning("account {Account}: another activation wrote the document; this one goes", this.GetPrimaryKeyString());
            DeactivateOnIdle();
            return;
        }

        if (_poll.IsDone)
        {
            DeactivateOnIdle();
            return;
        }

        _timer?.Change(next > Shortest ? next : Shortest, Timeout.InfiniteTimeSpan);
    }
}
