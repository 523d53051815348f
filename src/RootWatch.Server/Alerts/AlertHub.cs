using System.Collections.Concurrent;

namespace RootWatch.Server.Alerts;

/// <summary>
/// Wakes the watchers of this silo when a tenant's log has grown. One observer and one slow look per tenant, however
/// many watchers there are. It only wakes: what they get, they read from the log.
/// </summary>
internal sealed class AlertHub(IGrainFactory grains, TimeProvider time, ILogger<AlertHub> logger) : IAsyncDisposable
{
    // A notice may be lost with the silo that had to send it.
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Watched> _tenants = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();

    /// <summary>Counts a watcher of the tenants in, until the result is disposed.</summary>
    public IDisposable Join(IReadOnlyCollection<string> tenants)
    {
        Watched[] joined = [.. tenants.Select(Enter)];
        return new Leaving(() =>
        {
            foreach (Watched tenant in joined)
            {
                tenant.Leave();
            }
        });
    }

    /// <summary>Ends when one of the logs has grown beyond the given position, or when the wait is over.</summary>
    /// <returns>False if the wait was over first.</returns>
    public async Task<bool> Wait(IReadOnlyDictionary<string, long> positions, TimeSpan limit, CancellationToken cancel)
    {
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancel, _end.Token);
        TaskCompletionSource grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
        List<Watched> asked = [];
        try
        {
            foreach ((string tenant, long position) in positions)
            {
                if (_tenants.TryGetValue(tenant, out Watched? watched))
                {
                    asked.Add(watched);
                    watched.Ask(grown, position);
                }
            }

            await grown.Task.WaitAsync(limit, time, over.Token);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        finally
        {
            foreach (Watched watched in asked)
            {
                watched.Forget(grown);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _end.Dispose();
    }

    private Watched Enter(string tenant)
    {
        Watched watched = _tenants.GetOrAdd(tenant, id => new Watched(id));
        if (watched.Enter())
        {
            _ = Follow(watched);
        }

        return watched;
    }

    private async Task Follow(Watched watched)
    {
        CancellationToken end = _end.Token;
        IAlertLogGrain log = grains.GetGrain<IAlertLogGrain>(watched.TenantId);
        IAlertLogObserver reference = grains.CreateObjectReference<IAlertLogObserver>(watched);
        try
        {
            long? renewed = null;
            do
            {
                try
                {
                    if (renewed is null || time.GetElapsedTime(renewed.Value) > RenewEvery)
                    {
                        await log.Subscribe(reference);
                        renewed = time.GetTimestamp();
                    }

                    watched.Saw((await log.Read(watched.LastSeq, 1)).LastSeq);
                }
                catch (Exception trouble) when (!end.IsCancellationRequested)
                {
                    // The watchers read the log themselves and tell their clients; here it is only the bell.
                    logger.LogDebug(trouble, "the alert log of {Tenant} could not be looked at", watched.TenantId);
                    renewed = null;
                }

                await Task.Delay(LookEvery, time, end);
            }
            while (!watched.Empty());

            await log.Unsubscribe(reference);
        }
        catch (OperationCanceledException)
        {
            // The silo ends.
        }
        catch (Exception trouble)
        {
            logger.LogDebug(trouble, "the alert log of {Tenant} keeps an observer that is gone, until it expires", watched.TenantId);
        }
        finally
        {
            grains.DeleteObjectReference<IAlertLogObserver>(reference);
        }
    }

    private sealed class Watched(string tenantId) : IAlertLogObserver
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<TaskCompletionSource, long> _waiting = [];
        private int _watchers;
        private bool _followed;

        public string TenantId => tenantId;

        public long LastSeq { get; private set; }

        public Task Grown(string tenantId, long lastSeq)
        {
            Saw(lastSeq);
            return Task.CompletedTask;
        }

        public void Saw(long lastSeq)
        {
            lock (_lock)
            {
                LastSeq = Math.Max(LastSeq, lastSeq);
                foreach (TaskCompletionSource waiter in _waiting.Where(waiter => LastSeq > waiter.Value).Select(waiter => waiter.Key))
                {
                    waiter.TrySetResult();
                }
            }
        }

        public void Ask(TaskCompletionSource waiter, long position)
        {
            lock (_lock)
            {
                if (LastSeq > position)
                {
                    waiter.TrySetResult();
                }

                _waiting[waiter] = position;
            }
        }

        public void Forget(TaskCompletionSource waiter)
        {
            lock (_lock)
            {
                _waiting.Remove(waiter);
            }
        }

        /// <summary>True for the one who has to start following.</summary>
        public bool Enter()
        {
            lock (_lock)
            {
                _watchers++;
                bool first = !_followed;
                _followed = true;
                return first;
            }
        }

        public void Leave()
        {
            lock (_lock)
            {
                _watchers--;
            }
        }

        /// <summary>True if nobody watches; whoever enters next then starts anew.</summary>
        public bool Empty()
        {
            lock (_lock)
            {
                _followed = _watchers > 0;
                return !_followed;
            }
        }
    }

    private sealed class Leaving(Action leave) : IDisposable
    {
        private Action? _leave = leave;

        public void Dispose() => Interlocked.Exchange(ref _leave, null)?.Invoke();
    }
}
