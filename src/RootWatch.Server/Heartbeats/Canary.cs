using Microsoft.Extensions.Logging.Abstractions;
using RootWatch.Detection.Alerts;
using RootWatch.Server.Accounts;
using RootWatch.Server.Alerts;
using RootWatch.Server.Metrics;

namespace RootWatch.Server.Heartbeats;

/// <summary>
/// Sends an event all the way that root's take: read, decoded, judged, committed, told to a log, and found there by a
/// watcher that the log woke. Not thread-safe: used from one grain's turns.
/// </summary>
/// <param name="eventsMax">Then the account begins anew: what it remembers of its events would grow without end, and so would its log.</param>
internal sealed class Canary(IPersistentState<AccountDocument> store, IGrainFactory grains, AlertHub hub, TimeProvider time, int eventsMax = 256) : IDisposable
{
    private const int ReadMax = 256;

    private readonly CanaryAccount _account = new(time);
    private readonly RootWatchMeter _meter = RootWatchMeter.Unseen();
    private readonly Dictionary<string, int> _told = new(StringComparer.Ordinal);
    private IDisposable? _watching;
    private AccountPoll? _poll;
    private Task _sending = Task.CompletedTask;
    private TaskCompletionSource _woken = new();
    private long _position;

    /// <summary>Null: told, and each of the last ones once. Otherwise why not.</summary>
    public async Task<string?> Pass(TimeSpan within, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        // One that hangs in the store has the account's document; a second beside it would write it as well.
        await _sending.WaitAsync(within, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        TimeSpan left = within - time.GetElapsedTime(began);
        if (!_sending.IsCompleted || left <= TimeSpan.Zero)
        {
            return NotTold(within);
        }

        Task<string?> sending = Send(left, cancellationToken);
        _sending = sending;
        try
        {
            return await sending.WaitAsync(left, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return NotTold(within);
        }
    }

    public void Dispose()
    {
        _watching?.Dispose();
        _poll?.Dispose();
        _meter.Dispose();
    }

    private IAlertLogGrain Log => grains.GetGrain<IAlertLogGrain>(CanaryAccount.TenantId);

    private async Task<string?> Send(TimeSpan within, CancellationToken cancellationToken)
    {
        long began = time.GetTimestamp();
        if (_poll is null || _told.Count >= eventsMax)
        {
            await Begin();
        }

        string id = _account.SignIn();
        _told[id] = 0;
        for (TimeSpan left = within; left > TimeSpan.Zero && _told.GetValueOrDefault(id) == 0; left = within - time.GetElapsedTime(began))
        {
            // Before the turn: a reading that it starts may end while it lasts.
            _woken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            TimeSpan next = await _poll!.Turn();
            if (await Told(next < left ? next : left, cancellationToken))
            {
                await Read();
            }
        }

        return _told.Values.Any(count => count > 1) ? "an event of the canary was told twice"
            : _told.GetValueOrDefault(id) == 1 ? null
            : NotTold(within);
    }

    /// <summary>Waits for the log to grow, but no longer than until a turn is of use.</summary>
    private async Task<bool> Told(TimeSpan limit, CancellationToken cancellationToken)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<bool> grown = hub.Wait(new Dictionary<string, long> { [CanaryAccount.TenantId] = _position }, limit, over.Token);
        await Task.WhenAny(grown, _woken.Task);
        await over.CancelAsync();
        try
        {
            return await grown;
        }
        catch (OperationCanceledException) when (_woken.Task.IsCompleted && !cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Alerts of before were looked at already, or by another silo.</summary>
    private async Task Begin()
    {
        _poll?.Dispose();
        _poll = null;
        // Away from the grain: what the hub starts outlives this activation.
        _watching ??= await Task.Run(() => hub.Join([CanaryAccount.TenantId]));
        _told.Clear();
        _position = (await Log.Read(0, 1)).LastSeq;
        if (_position > 0)
        {
            await grains.GetGrain<ICanaryLogGrain>(CanaryAccount.TenantId).Forget(_position - 1);
        }

        store.State = new AccountDocument();
        await store.WriteStateAsync();
        _poll = new AccountPoll(store, CanaryAccount.AccountId, new AccountSurroundings(
            _account, CanaryAccount.Options, new ServerClock(time), _meter, time, tenant => grains.GetGrain<IAlertLogGrain>(tenant), NullLogger.Instance));
        // Its patience is that of its intervals: too short for a timer of its own.
        _poll.Wake = _ => _woken.TrySetResult();
        _poll.Register(CanaryAccount.Registration);
    }

    private async Task Read()
    {
        while (true)
        {
            LogPage page = await Log.Read(_position, ReadMax);
            // A log that was restored may be shorter.
            _position = page.Alerts.Count > 0 ? page.Alerts[^1].Seq : page.LastSeq;
            foreach (Alert alert in page.Alerts.Select(logged => AlertJson.Read(logged.AlertJson)))
            {
                if (alert.RuleId == CanaryAccount.RuleId && _told.TryGetValue(alert.EventId, out int count))
                {
                    _told[alert.EventId] = count + 1;
                }
            }

            if (page.Alerts.Count < ReadMax)
            {
                return;
            }
        }
    }

    private string NotTold(TimeSpan within) =>
        $"an event of the canary did not come out of the alert log within {within.TotalSeconds:0} s{(_poll?.Snapshot?.Reason is { Length: > 0 } reason ? $" ({reason})" : "")}";
}
