using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections.Features;

namespace RootWatch.Server.Grpc;

/// <summary>
/// The calls that are being answered. At the server's end they end before the listeners do: Kestrel's clock stops first of
/// all then, and a connection whose last call ends later is closed only if its client says something. One on which there is
/// still something that nobody reads is given up.
/// </summary>
internal sealed class OpenCalls(IHostApplicationLifetime lifetime, TimeProvider time) : IHostedLifecycleService
{
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<HttpContext, (TaskCompletionSource Ended, IConnectionLifetimeFeature? Connection)> _open = new();

    /// <summary>Connections of calls that have ended since the server's end began.</summary>
    private readonly ConcurrentBag<IConnectionLifetimeFeature?> _left = [];

    public async Task Answer(HttpContext context, RequestDelegate handle)
    {
        TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
        IConnectionLifetimeFeature? connection = context.Features.Get<IConnectionLifetimeFeature>();
        _open[context] = (ended, connection);
        try
        {
            await handle(context);
            if (lifetime.ApplicationStopping.IsCancellationRequested)
            {
                _left.Add(connection);
                // Only then has its status been handed over.
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
        Task late = Task.Delay(EndWithin, time, cancellationToken);
        _ = Leave(late);
        await Task.WhenAny(Task.WhenAll(_open.Values.Select(call => call.Ended.Task)), late);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task Leave(Task late)
    {
        await late;
        foreach (IConnectionLifetimeFeature? connection in _open.Values.Select(call => call.Connection).Concat(_left).Distinct())
        {
            connection?.Abort();
        }
    }
}
