using System.Net.Security;
using RootWatch.Server.Metrics;

namespace RootWatch.Server.Hosting;

/// <summary>The certificate in force, which the next handshake shows; replaced as a whole when its files change and are valid.</summary>
internal sealed class CurrentTls
{
    private volatile TlsIdentity? _identity;
    private volatile SslStreamCertificateContext? _shown;

    public CurrentTls(ServerSettings settings, RootWatchMeter meter, TimeProvider clock)
    {
        if (settings.Tls is { } tls)
        {
            Replace(tls);
            meter.Gauge("rootwatch.tls.certificate.left", "s", "How long the server's own certificate is still valid; below zero when it has ended.", () => [new((Identity.Ends - clock.GetUtcNow()).TotalSeconds)]);
            meter.Gauge("rootwatch.tls.certificate.life", "s", "How long the server's own certificate is valid altogether, from its first moment to its last.", () => [new((Identity.Ends - Identity.Begins).TotalSeconds)]);
        }
    }

    /// <summary>Only with TLS.</summary>
    public TlsIdentity Identity => _identity!;

    /// <summary>For one handshake, as Kestrel writes its listener's protocols into it. Only with TLS.</summary>
    public SslServerAuthenticationOptions Handshake() => new() { ServerCertificateContext = _shown };

    public void Replace(TlsIdentity identity)
    {
        _shown = SslStreamCertificateContext.Create(identity.Certificate, identity.Chain);
        _identity = identity;
    }
}
