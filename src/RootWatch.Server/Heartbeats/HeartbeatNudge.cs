namespace RootWatch.Server.Heartbeats;

/// <summary>Makes sure that somebody sends: each silo does, so that the sender of a dead one comes back without anybody's reminder.</summary>
internal sealed class HeartbeatNudge(IGrainFactory grains, HeartbeatStatus status, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await grains.GetGrain<IHeartbeatGrain>(0).Keep().WaitAsync(AnswerWithin, time, stoppingToken);
                status.Found();
            }
            catch (Exception trouble) when (!stoppingToken.IsCancellationRequested)
            {
                status.Lost(trouble.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
