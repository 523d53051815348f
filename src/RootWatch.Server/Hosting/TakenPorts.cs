using System.Net;
using System.Net.Sockets;
using RootWatch.Detection.Files;

namespace RootWatch.Server.Hosting;

/// <summary>
/// Addresses that cannot be listened on, found before anything starts: a silo that is half up when it learns of it says
/// so in a hundred lines.
/// </summary>
internal static class TakenPorts
{
    public static IEnumerable<Mistake> Of(ServerSettings settings)
    {
        (SettingKey Key, IPEndPoint EndPoint)[] wanted =
        [
            (SettingKeys.GrpcListen, settings.GrpcListen.EndPoint),
            (SettingKeys.HttpListen, settings.HttpListen.EndPoint),
            (SettingKeys.SiloPort, new IPEndPoint(settings.SiloAdvertise, settings.SiloPort)),
        ];
        foreach ((SettingKey key, IPEndPoint endPoint) in wanted)
        {
            if (Trouble(endPoint) is { } trouble)
            {
                yield return new Mistake(key.Flag!, trouble);
            }
        }
    }

    private static string? Trouble(IPEndPoint endPoint)
    {
        using Socket socket = new(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endPoint);
            socket.Listen(1);
            return null;
        }
        catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return $"{endPoint} is in use. Is RootWatch running already? Give another one with this flag";
        }
        catch (SocketException refused)
        {
            return $"cannot listen on {endPoint}: {Mistakes.OneLine(refused.Message)}. Ports below 1024 need rights, and the address must be this machine's";
        }
    }
}
