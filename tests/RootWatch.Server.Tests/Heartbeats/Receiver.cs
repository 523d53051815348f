using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace RootWatch.Server.Tests.Heartbeats;

/// <summary>Whoever expects heartbeats, over a real socket.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<string> _requests = new();

    private Receiver(WebApplication app) => _app = app;

    /// <summary>What it was sent, such as <c>GET /ping/secret</c>.</summary>
    public IReadOnlyList<string> Requests => [.. _requests];

    public Uri Url => new(_app.Urls.First() + "/ping/secret");

    /// <summary>What it answers.</summary>
    public RequestDelegate Answer { get; set; } = static _ => Task.CompletedTask;

    public static async Task<Receiver> Start()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        Receiver receiver = new(builder.Build());
        receiver._app.Run(request =>
        {
            receiver._requests.Enqueue($"{request.Request.Method} {request.Request.Path}");
            return receiver.Answer(request);
        });
        await receiver._app.StartAsync();
        return receiver;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();
}
