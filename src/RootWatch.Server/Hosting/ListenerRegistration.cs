using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace RootWatch.Server.Hosting;

/// <summary>The two listeners: gRPC speaks HTTP/2 alone, the other one HTTP/1.1 to scrapers and probes.</summary>
internal static class ListenerRegistration
{
    public static void AddListeners(this WebApplicationBuilder builder, ServerSettings settings)
    {
        builder.Services.AddSingleton<CurrentTls>();
        builder.Services.AddHostedService<TlsFilesFollower>();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            KestrelServerLimits limits = kestrel.Limits;
            limits.MaxConcurrentConnections = ConnectionsMax(OpenFiles.Max);
            limits.MaxRequestBodySize = 4 * 1024 * 1024;
            limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(30);
            limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
            // A slow watcher is ended by the stream itself, with a status that says so, not by a reset of its connection.
            limits.MinResponseDataRate = null;
            kestrel.AddServerHeader = false;

            // In this order: the banner names their addresses by it.
            kestrel.Listen(settings.GrpcListen.EndPoint, listen => Set(listen, HttpProtocols.Http2, ListenerKind.Grpc, settings.Tls));
            kestrel.Listen(settings.HttpListen.EndPoint, listen => Set(listen, HttpProtocols.Http1, ListenerKind.Http, settings.HttpListen.IsLoopback ? null : settings.Tls));
        });
    }

    /// <summary>For each listener. Whoever reaches one needs no token to open connections, and must not use up what calls to AWS and the store need.</summary>
    internal static long ConnectionsMax(long? files) => Math.Min(4096, files / 4 ?? 4096);

    private static void Set(ListenOptions listen, HttpProtocols protocols, ListenerKind kind, TlsIdentity? tls)
    {
        listen.Protocols = protocols;
        if (tls is not null)
        {
            CurrentTls current = listen.ApplicationServices.GetRequiredService<CurrentTls>();
            listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(current.Handshake()) });
        }

        ListenerFeature feature = new(kind);
        listen.Use(next => connection =>
        {
            connection.Features.Set(feature);
            return next(connection);
        });
    }
}
