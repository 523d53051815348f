using Orleans.Runtime;

namespace RootWatch.Server.Fleet;

/// <summary>
/// Sends all patrols on their rounds: at the start, when a silo came or went, when the roster changed, and every so often.
/// Each silo does, so that the patrols of a dead one come back without anybody's reminder.
/// </summary>
internal sealed class PatrolNudge(
    IGrainFactory grains, CurrentRoster roster, IClusterMembershipService membership, TimeProvider time, ILogger<PatrolNudge> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _news = new(0, 1);

    public override void Dispose()
    {
        _news.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        void RosterChanged(Roster changed) => Tell();
        roster.Changed += RosterChanged;
        try
        {
            Task following = FollowMembership(stoppingToken);
            bool urgent = true;
            while (!stoppingToken.IsCancellationRequested)
            {
                await Nudge(urgent, stoppingToken);
                urgent = await _news.WaitAsync(0, stoppingToken) || await News(stoppingToken);
            }

            await following;
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The silo goes; the others nudge on.
        }
        finally
        {
            roster.Changed -= RosterChanged;
        }
    }

    private async Task Nudge(bool urgent, CancellationToken stoppingToken)
    {
        await Task.WhenAll(Enumerable.Range(0, PatrolShards.Count).Select(async shard =>
        {
            try
            {
                await grains.GetGrain<IPatrolGrain>(shard).Patrol(urgent).WaitAsync(stoppingToken);
            }
            catch (Exception trouble) when (!stoppingToken.IsCancellationRequested)
            {
                logger.LogWarning("patrol {Shard} did not end its round and will be sent again: {Trouble}", shard, trouble.Message);
            }
        }));
    }

    /// <summary>Waits for news, or long enough.</summary>
    private async Task<bool> News(CancellationToken stoppingToken)
    {
        using CancellationTokenSource waiting = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        Task news = _news.WaitAsync(waiting.Token);
        Task first = await Task.WhenAny(news, Task.Delay(Interval, time, waiting.Token));
        await waiting.CancelAsync();
        await ((Task)news).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return first == news || news.IsCompletedSuccessfully;
    }

    private async Task FollowMembership(CancellationToken stoppingToken)
    {
        MembershipVersion? last = null;
        await foreach (ClusterMembershipSnapshot snapshot in membership.MembershipUpdates.WithCancellation(stoppingToken))
        {
            // The same version comes again with each refresh of the table.
            if (last is not null && snapshot.Version != last)
            {
                Tell();
            }

            last = snapshot.Version;
        }
    }

    private void Tell()
    {
        try
        {
            _news.Release();
        }
        catch (SemaphoreFullException)
        {
            // Told already.
        }
        catch (ObjectDisposedException)
        {
            // Gone already.
        }
    }
}
