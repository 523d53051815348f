using System.Net;
using System.Net.Security;

namespace RootWatch.Aws.Wire;

/// <summary>The connections that every call shares.</summary>
internal static class Connections
{
    public static SocketsHttpHandler Open() => new()
    {
        // A signed request, with its session token, follows nobody to another host.
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        // AWS's addresses change behind a name; a pool that never lets go would miss it. Not oftener: a fleet asks most regions
        // seldom, and a handshake costs more than many calls. A connection that fails or hangs is let go at once.
        PooledConnectionLifetime = TimeSpan.FromMinutes(30),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(50),
        MaxConnectionsPerServer = 256,
        MaxResponseHeadersLength = 64,
        // Trace headers would tell AWS, and whoever sits between, about our inside.
        ActivityHeadersPropagator = null,
        Proxy = new ProxyExceptLoopback(),
        SslOptions = new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = System.Security.Authentication.SslProtocols.Tls12 | System.Security.Authentication.SslProtocols.Tls13,
        },
    };

    // HTTPS_PROXY and NO_PROXY as other tools read them; what stays on this machine asks no proxy.
    private sealed class ProxyExceptLoopback : IWebProxy
    {
        private readonly IWebProxy _system = HttpClient.DefaultProxy;

        public ICredentials? Credentials
        {
            get => _system.Credentials;
            set => _system.Credentials = value;
        }

        public Uri? GetProxy(Uri destination) => _system.GetProxy(destination);

        public bool IsBypassed(Uri host) => host.IsLoopback || _system.IsBypassed(host);
    }
}
