using System.Net;
using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Grpc.Reflection.V1Alpha;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using RootWatch.Server.Grpc;
using RootWatch.Server.Tests.Journeys;

namespace RootWatch.Server.Tests.Grpc;

/// <summary>A client that is killed, or loses its network, in the middle of what it sends is nothing to wake an operator for.</summary>
public sealed class LeavingClientTests : IAsyncLifetime
{
    private readonly FakeLogCollector _log = new();
    private readonly FakeTimeProvider _clock = new();
    private readonly TaskCompletionSource _reading = new();
    private readonly TaskCompletionSource _answered = new();
    private Socket? _connection;
    private WebApplication? _app;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private SocketsHttpHandler Handler => new()
    {
        ConnectCallback = async (context, cancel) =>
        {
            _connection = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await _connection.ConnectAsync(context.DnsEndPoint, cancel);
            return new NetworkStream(_connection, ownsSocket: true);
        },
    };

    private string Address => _app!.Urls.Single();

    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(new FakeLoggerProvider(_log)).SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listener => listener.Protocols = HttpProtocols.Http2));
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = Timeout.InfiniteTimeSpan);
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddRootWatchGrpc();
        _app = builder.Build();
        _app.Use(async (context, next) =>
        {
            // What says that the client is gone comes by another thread, and may come after the reader's exception.
            context.RequestAborted = CancellationToken.None;
            _reading.TrySetResult();
            await next(context);
            _answered.TrySetResult();
        });
        _app.MapRootWatchGrpc();
        await _app.StartAsync();
    }

    [Fact]
    public async Task Leaving_an_open_stream_is_no_error()
    {
        using GrpcChannel channel = GrpcChannel.ForAddress(Address, new GrpcChannelOptions { HttpHandler = Handler });
        using AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call =
            new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo(cancellationToken: Cancelled);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, Cancelled);
        Assert.True(await call.ResponseStream.MoveNext(Cancelled));
        Assert.Contains(call.ResponseStream.Current.ListServicesResponse.Service, service => service.Name == "rootwatch.v1.AlertService");
        await Leave();
        Assert.Empty(_log.GetSnapshot());
    }

    [Fact]
    public async Task Leaving_before_the_request_is_sent_is_no_error()
    {
        using HttpClient client = new(Handler);
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(Address + "/grpc.health.v1.Health/Check"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new HalfMessage(),
        };
        request.Content.Headers.ContentType = new("application/grpc");
        Task<HttpResponseMessage> sent = client.SendAsync(request, Cancelled);
        await _reading.Task.WaitAsync(Cancelled);
        await Leave();
        await Assert.ThrowsAnyAsync<Exception>(() => sent);
        Assert.Empty(_log.GetSnapshot());
    }

    /// <summary>Anybody may open a stream, or announce a message, and then wait. Whether the client still reads the status before the connection's end is chance.</summary>
    [Fact]
    public async Task A_client_that_has_not_sent_all_does_not_hold_up_the_servers_end()
    {
        using GrpcChannel channel = GrpcChannel.ForAddress(Address);
        using AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call =
            new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo(cancellationToken: Cancelled);
        await call.RequestStream.WriteAsync(new ServerReflectionRequest { ListServices = "" }, Cancelled);
        Assert.True(await call.ResponseStream.MoveNext(Cancelled));

        await _app!.StopAsync(Cancelled).WaitAsync(TimeSpan.FromMinutes(1), Cancelled);

        await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(Cancelled));
        Assert.Empty(_log.GetSnapshot());
    }

    [Fact]
    public async Task A_client_that_reads_nothing_is_left_after_a_while()
    {
        using GrpcChannel channel = GrpcChannel.ForAddress(Address);
        using AsyncDuplexStreamingCall<ServerReflectionRequest, ServerReflectionResponse> call =
            new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo(cancellationToken: Cancelled);
        int asked = 0;
        Task asking = Task.Run(async () =>
        {
            for (; ; asked++)
            {
                await call.RequestStream.WriteAsync(new ServerReflectionRequest { FileContainingSymbol = "rootwatch.v1.AlertService" }, Cancelled);
            }
        }, Cancelled);
        int before = -1;
        Assert.True(await Eventually.Holds(TimeSpan.FromMinutes(1), () => Task.FromResult(before == (before = asked) && before > 0)), "all is read");

        Task stopped = _app!.StopAsync(Cancelled);

        Assert.True(await Eventually.Holds(TimeSpan.FromMinutes(1), () =>
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            return Task.FromResult(stopped.IsCompletedSuccessfully);
        }), "the server waits");
        await Assert.ThrowsAnyAsync<Exception>(() => asking);
    }

    /// <summary>As when a process is killed: the connection is reset, and the server has ended the call.</summary>
    private async Task Leave()
    {
        _connection!.Close(timeout: 0);
        await _answered.Task.WaitAsync(Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    /// <summary>A message is announced with ten bytes, and five of them are sent.</summary>
    private sealed class HalfMessage : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            await stream.WriteAsync(new byte[] { 0, 0, 0, 0, 10, 1, 2, 3, 4, 5 }, cancellationToken);
            await stream.FlushAsync(cancellationToken);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
