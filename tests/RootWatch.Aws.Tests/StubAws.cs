using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace RootWatch.Aws.Tests;

/// <summary>A request as it came over the socket.</summary>
internal sealed record Received(string Method, string Path, string Host, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public string Header(string name) => Headers.TryGetValue(name, out string? value) ? value : "";

    public string Operation => Header("X-Amz-Target") is { Length: > 0 } target ? target[(target.LastIndexOf('.') + 1)..]
        : Body.Split('&').FirstOrDefault(part => part.StartsWith("Action=", StringComparison.Ordinal))?["Action=".Length..] ?? Path.TrimStart('/');
}

/// <summary>AWS as a test wants it: each request is answered by the next answer of the list, the last one over and over.</summary>
internal sealed class StubAws : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Received> _received = new();
    private readonly Func<HttpContext, Received, Task>[] _answers;
    private int _count;

    private StubAws(Func<HttpContext, Received, Task>[] answers)
    {
        _answers = answers;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Limits.MinResponseDataRate = null;
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public Uri Url => new(_app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>()
        .Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());

    public IReadOnlyList<Received> Requests => [.. _received];

    public static async Task<StubAws> StartAsync(params Func<HttpContext, Received, Task>[] answers)
    {
        var stub = new StubAws(answers);
        await stub._app.StartAsync();
        return stub;
    }

    public static Func<HttpContext, Received, Task> Json(string body, int status = 200, params (string Name, string Value)[] headers) =>
        Text(body, "application/x-amz-json-1.1", status, headers);

    public static Func<HttpContext, Received, Task> Xml(string body, int status = 200, params (string Name, string Value)[] headers) =>
        Text(body, "text/xml", status, headers);

    public static Func<HttpContext, Received, Task> Text(string body, string contentType, int status = 200, params (string Name, string Value)[] headers) =>
        async (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.ContentType = contentType;
            foreach (var (name, value) in headers)
            {
                context.Response.Headers[name] = value;
            }

            await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(body));
        };

    /// <summary>Says that more will come and hangs up.</summary>
    public static Func<HttpContext, Received, Task> CutOff(string start) => async (context, _) =>
    {
        context.Response.ContentLength = start.Length + 1000;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(start));
        await context.Response.Body.FlushAsync();
        context.Abort();
    };

    /// <summary>Answers nothing until the client hangs up.</summary>
    public static async Task Silence(HttpContext context, Received received)
    {
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    public AwsClients Clients(Action<AwsClientOptions>? configure = null, TimeProvider? timeProvider = null, params (string Name, string Value)[] environment)
    {
        var options = new AwsClientOptions { EndpointUrl = Url, AttemptsMax = 1 };
        configure?.Invoke(options);
        return new AwsClients(options, timeProvider ?? TimeProvider.System,
            name => environment.FirstOrDefault(variable => variable.Name == name).Value, new Random(1));
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var received = new Received(
            context.Request.Method,
            context.Request.Path + context.Request.QueryString,
            context.Request.Host.Value ?? "",
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await reader.ReadToEndAsync());
        _received.Enqueue(received);
        int index = Math.Min(Interlocked.Increment(ref _count), _answers.Length) - 1;
        await _answers[index](context, received);
    }
}
