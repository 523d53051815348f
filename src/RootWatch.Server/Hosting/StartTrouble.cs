using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using RootWatch.Detection.Files;
using RootWatch.Server.Storage;

namespace RootWatch.Server.Hosting;

/// <summary>Why the server could not start, in a sentence.</summary>
internal static class StartTrouble
{
    public const int ExitFailed = 1;

    public static string Explain(Exception trouble, ServerSettings settings)
    {
        List<Exception> chain = [.. Chain(trouble)];
        if (chain.OfType<DocumentStorageException>().FirstOrDefault() is { } storage)
        {
            return storage.Message;
        }

        if (chain.OfType<IOException>().FirstOrDefault(taken => taken.InnerException is AddressInUseException) is { } listener)
        {
            return $"{Mistakes.OneLine(listener.Message)} Is RootWatch running already? Another port: --grpc-listen, --http-listen.";
        }

        if (chain.Any(cause => cause is AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }))
        {
            return $"the silo port {settings.SiloPort} is in use. Is RootWatch running already? Another port: --silo-port.";
        }

        if (chain.OfType<SocketException>().FirstOrDefault(socket => socket.SocketErrorCode is SocketError.AccessDenied or SocketError.AddressNotAvailable) is { } refused)
        {
            return $"cannot listen on {settings.GrpcListen.EndPoint}, {settings.HttpListen.EndPoint} or silo {settings.SiloAdvertise}:{settings.SiloPort}: {Mistakes.OneLine(refused.Message)}. Ports below 1024 need rights, addresses must be this machine's.";
        }

        Exception innermost = chain[^1];
        return $"{innermost.GetType().Name}: {Mistakes.OneLine(innermost.Message)} (--log-level debug shows where)";
    }

    /// <summary>What the process ends with. One of its services that has failed has ended it, and whoever supervises it may start again only what did not end well.</summary>
    public static int ExitOf(IEnumerable<IHostedService> services) =>
        services.OfType<BackgroundService>().Any(service => service.ExecuteTask is { IsFaulted: true }) ? ExitFailed : 0;

    private static IEnumerable<Exception> Chain(Exception trouble)
    {
        yield return trouble;
        IEnumerable<Exception> causes = trouble is AggregateException many ? many.InnerExceptions : trouble.InnerException is { } one ? [one] : [];
        foreach (Exception cause in causes.SelectMany(Chain))
        {
            yield return cause;
        }
    }
}
