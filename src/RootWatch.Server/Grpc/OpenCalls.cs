using System.Collections.Concurrent;

namespace RootWatch.Server.Grpc;

/// <summary>
/// The calls that are being answered. At the server's end they end before the listeners do: Kestrel's clock stops first of
/// all then, and a connection whose last call ends later is closed only if its client says something.
/// </summary>
internal sealed class OpenCalls(IHostApplicationLifetime lifetime, TimeProvider time) : IHostedLifecycleService
{
    /// <summary>For what a call still has to say; then for one that is aborted.</summary>
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<HttpContext, TaskCompletionSource> _open = new();

    public async Task Answer(HttpContext context, RequestDelegate handle)
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _open[context] = ended;
        try
        {
            await handle(context);
            if (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                // Only then has its status been sent.
                await context.Response.CompleteAsync();
            }
        }
        finally
        {
            _open.TryRemove(context, out _);
            ended.SetResult();
        }
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        // Streams end with it. It comes only after this if it was not a signal that ends the server.
        lifetime.StopApplication();
        if (await AllEnd(cancellationToken))
        {
            return;
        }

        foreach (HttpContext call in _open.Keys)
        {
            call.Abort();
        }

        await AllEnd(cancellationToken);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<bool> AllEnd(CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(_open.Values.Select(ended => ended.Task)).WaitAsync(EndWithin, time, cancellationToken);
            return true;
        }
        catch (Exception over) when (over is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }
}
