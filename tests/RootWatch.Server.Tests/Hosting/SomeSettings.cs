using System.Net;
using Microsoft.Extensions.Logging;
using RootWatch.Server.Hosting;

namespace RootWatch.Server.Tests.Hosting;

/// <summary>Settings for tests that need some and care for few of them.</summary>
internal static class SomeSettings
{
    public static ServerSettings Any { get; } = new()
    {
        AccountsPath = "",
        DataDirectory = "",
        Profile = DeploymentProfile.Embedded,
        Dev = true,
        GrpcListen = new Listener(new IPEndPoint(IPAddress.Loopback, 0)),
        HttpListen = new Listener(new IPEndPoint(IPAddress.Loopback, 0)),
        SiloPort = 0,
        SiloAdvertise = IPAddress.Loopback,
        Aws = new(),
        LogLevel = LogLevel.Information,
    };
}
